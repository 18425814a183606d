import { Creation, LOCAL_ACCOUNT } from "./aws/creation";
import { callAwsFunction } from "./aws/functions";
import { defaultTagsOf, describeAwsResource } from "./aws/resource-models";
import { describeVpcComponent } from "./aws/vpc-component";
import type { Created, Providers } from "./graph-monitor";
import type { StackIdentity } from "./registration";
import {
  type InvokeRecord,
  type Properties,
  providerUrn,
  type ResourceNode,
} from "./resource-node";
import { UNKNOWN } from "./wire-values";

/** How the stand-in for AWS behaves. */
export interface ProviderOptions {
  readonly identity: StackIdentity;
  /** In a preview nothing exists yet: identifiers and computed properties stay unknown. */
  readonly preview: boolean;
  /** @default "000000000000" */
  readonly account?: string;
}

/** Answers as the AWS plugins would after creating what the program declares. */
export function awsProviders(options: ProviderOptions): Providers {
  const account = options.account ?? LOCAL_ACCOUNT;
  return {
    create: (node, graph) => new ProviderState(options, account, graph).create(node),
    invoke: (call: InvokeRecord) => callAwsFunction(call, account),
  };
}

class ProviderState {
  constructor(
    private readonly options: ProviderOptions,
    private readonly account: string,
    private readonly graph: ReadonlyMap<string, ResourceNode>,
  ) {}

  create(node: ResourceNode): Created {
    if (node.remote) return this.remote(node);
    if (!node.custom) return { id: "", outputs: {} };
    if (node.type.startsWith("pulumi:providers:")) return this.provider(node);
    if (!node.type.startsWith("aws:")) {
      throw new Error(`${node.name} [${node.type}]: no provider for this type is modelled`);
    }
    if (node.region === "") {
      throw new Error(
        `${node.name} [${node.type}] has no explicit provider: its region is not known`,
      );
    }
    if (this.options.preview && !node.read) return { id: "", outputs: { ...node.inputs } };
    const described = this.describe(node);
    return { id: node.read ? node.id : described.id, outputs: described.outputs };
  }

  private provider(node: ResourceNode): Created {
    const id = this.options.preview
      ? UNKNOWN
      : new Creation(node.type, node.name, {}, "", "").uuid();
    return { id, outputs: { ...node.inputs } };
  }

  private remote(node: ResourceNode): Created {
    if (node.type !== "awsx:ec2:Vpc") {
      throw new Error(`${node.name} [${node.type}]: this remote component is not modelled`);
    }
    const created = describeVpcComponent(this.options.identity, node, (child) => {
      const described = this.describe(child);
      child.id = this.options.preview ? UNKNOWN : described.id;
      child.outputs = this.options.preview ? { ...child.inputs } : described.outputs;
    });
    return created;
  }

  private describe(node: ResourceNode): { id: string; outputs: Properties } {
    const creation = new Creation(node.type, node.name, node.inputs, node.region, this.account);
    const provider = this.graph.get(providerUrn(node.provider));
    return describeAwsResource(creation, defaultTagsOf(provider?.inputs));
  }
}
