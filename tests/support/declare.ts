import * as pulumi from "@pulumi/pulumi";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { Creation, LOCAL_ACCOUNT } from "../../local/program/aws/creation";
import { callAwsFunction } from "../../local/program/aws/functions";
import type { Created } from "../../local/program/graph-monitor";
import { awsProviders } from "../../local/program/provider-state";
import { impliedNode } from "../../local/program/registration";
import { type Properties, providerUrn, type ResourceNode } from "../../local/program/resource-node";
import { isolated } from "../../local/program/runtime-store";
import { collectingErrors, declareAndSettle } from "../../local/program/settle";
import { Archive, Asset, ResourceReference } from "../../local/program/wire-values";

/** One resource that a component declared, as `pulumi.runtime.setMocks` shows it. */
export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at exactly the inputs it knows.
  readonly inputs: Record<string, any>;
  /** `urn::id` of the explicit provider; "" when there is none. */
  readonly provider: string;
  /** False for components. */
  readonly custom: boolean;
  readonly region: string;
}

/** How a component is declared in a test. */
export interface DeclareOptions {
  /** @default "test" */
  readonly stack?: string;
  /** @default false */
  readonly preview?: boolean;
  /** Region of resources without an explicit provider. @default "us-east-1" */
  readonly region?: string;
  /** Configuration as `payments-dr:key` to text. */
  readonly config?: Readonly<Record<string, string>>;
}

const PROJECT = "payments-dr";

/**
 * Runs a piece of a program with Pulumi's own mocks, waits until everything has settled and returns
 * what it declared, in order of name. Rejects with every error that happened on the way. Outputs
 * are what AWS would answer, so names and ARNs that depend on each other look real.
 */
export async function declare(
  program: () => unknown,
  options: DeclareOptions = {},
): Promise<DeclaredResource[]> {
  const mocks = new AwsMocks(options);
  // The SDK takes a stack trace for every promise it creates: most of the time of a run.
  const stackTraceLimit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    const errors = await collectingErrors(() =>
      isolated(async () => {
        const { preview, config } = options;
        await pulumi.runtime.setMocks(mocks, PROJECT, mocks.stack, preview, "organization");
        pulumi.runtime.setAllConfig({ ...config });
        await declareAndSettle(
          async () => program(),
          () => mocks.declared.length,
        );
      }),
    );
    if (errors.length > 0) throw new Error(errors.join("\n"));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return mocks.declared.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

class AwsMocks implements pulumi.runtime.Mocks {
  readonly declared: DeclaredResource[] = [];
  readonly stack: string;
  private readonly providers = new Map<string, ResourceNode>();

  constructor(private readonly options: DeclareOptions) {
    this.stack = options.stack ?? "test";
  }

  async newResource(
    args: pulumi.runtime.MockResourceArgs,
  ): Promise<{ id: string | undefined; state: Properties }> {
    const inputs = (await plain(args.inputs)) as Properties;
    const node = this.nodeOf(args, inputs);
    const { type, name, custom, provider, region } = node;
    this.declared.push({ type, name, inputs, custom, provider, region });
    if (type === "pulumi:providers:aws") {
      // Known even in a preview, because it is how a resource names its provider.
      const id = new Creation(type, name, {}, "", "").uuid();
      this.providers.set(id, node);
      return { id, state: inputs };
    }
    const created = this.create(node);
    return { id: created.id === "" ? undefined : created.id, state: live(created.outputs) };
  }

  call(args: pulumi.runtime.MockCallArgs): Properties {
    try {
      const provider = args.provider ?? "";
      const invoke = { token: args.token, args: args.inputs, provider };
      return callAwsFunction({ ...invoke, region: this.regionOf(provider) }, LOCAL_ACCOUNT);
    } catch (error) {
      // The SDK shows only `details` of a failed provider function.
      throw Object.assign(error as Error, { details: (error as Error).message });
    }
  }

  private nodeOf(args: pulumi.runtime.MockResourceArgs, inputs: Properties): ResourceNode {
    const provider = args.provider ?? "";
    const identity = { project: PROJECT, stack: this.stack };
    const declared = { parent: "", type: args.type, name: args.name, inputs };
    const region = typeof inputs.region === "string" ? inputs.region : this.regionOf(provider);
    const bare = { region, providers: { aws: provider }, urn: "", source: "" } as const;
    return {
      ...impliedNode(identity, bare, declared),
      impliedBy: "",
      custom: args.custom ?? true,
      remote: args.type.startsWith("awsx:"),
      read: args.id !== undefined && args.id !== "",
      id: args.id ?? "",
    };
  }

  private create(node: ResourceNode): Created {
    const identity = { project: PROJECT, stack: this.stack };
    const preview = this.options.preview ?? false;
    const provider = this.providers.get(idOf(node.provider));
    const graph = new Map(provider ? [[providerUrn(node.provider), provider]] : []);
    const created = awsProviders({ identity, preview }).create(node, graph);
    const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
    for (const { urn, id, outputs } of created.implied ?? []) {
      monitor.resources.set(urn, { urn, id, state: outputs });
    }
    return created;
  }

  private regionOf(provider: string): string {
    return this.providers.get(idOf(provider))?.region ?? this.options.region ?? "us-east-1";
  }
}

function idOf(providerReference: string): string {
  return providerReference.slice(providerReference.lastIndexOf("::") + 2);
}

/** Opens secrets and waits for files, so that tests see what would be deployed. */
async function plain(value: unknown): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (pulumi.asset.Asset.isInstance(value)) {
    const { text, path, uri } = value as unknown as Record<string, Promise<string>>;
    return new Asset(await text, await path, await uri);
  }
  if (pulumi.asset.Archive.isInstance(value)) {
    const { assets, path, uri } = value as unknown as Record<string, Promise<unknown>>;
    const files = (await plain((await assets) ?? {})) as Record<string, Asset>;
    return new Archive(files, (await path) as string, (await uri) as string);
  }
  if (pulumi.runtime.isRpcSecret(value)) return plain(pulumi.runtime.unwrapRpcSecret(value));
  const entries = Object.entries(value).map(async ([key, item]) => [key, await plain(item)]);
  return Object.fromEntries(await Promise.all(entries));
}

/** Outputs in the form in which the mock monitor sends them: code left out, references signed. */
function live(outputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([, value]) => !(value instanceof Archive || value instanceof Asset))
      .map(([key, value]) => [key, signed(value)]),
  );
}

function signed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(signed);
  if (!(value instanceof ResourceReference)) return value;
  return {
    [pulumi.runtime.specialSigKey]: pulumi.runtime.specialResourceSig,
    urn: value.urn,
    id: value.id,
  };
}
