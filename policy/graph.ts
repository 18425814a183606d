import { listAt, physicalNameOf, textAt } from "./values";

/** What a rule may look at of one declared resource; a captured node and a Pulumi policy resource both fit. */
export interface PolicyNode {
  readonly urn: string;
  /** Pulumi's token, such as `aws:sqs/queue:Queue`. */
  readonly type: string;
  readonly name: string;
  /** False for components. */
  readonly custom: boolean;
  /** URN of the component around it. */
  readonly parent: string;
  /** `urn::id` of an explicit provider; "" without one. */
  readonly provider: string;
  readonly region: string;
  /** What AWS calls it; "" while that is not known. */
  readonly id: string;
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  /** Top-level inputs that are kept as secrets; undefined where nobody can tell. */
  readonly secretInputs: readonly string[] | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What AWS answered, as far as it is known. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Everything one program declared, with the look-ups that rules share. */
export class Graph {
  private readonly byType = new Map<string, PolicyNode[]>();
  private readonly byUrn: ReadonlyMap<string, PolicyNode>;
  private named: Map<string, PolicyNode> | undefined;

  constructor(readonly nodes: readonly PolicyNode[]) {
    this.byUrn = new Map(nodes.map((node) => [node.urn, node]));
    for (const node of nodes) {
      const kind = kindOf(node);
      const same = this.byType.get(kind);
      if (same) same.push(node);
      else this.byType.set(kind, [node]);
    }
  }

  /** Resources by short type: `sqs.Queue` stands for `aws:sqs/queue:Queue`. */
  all(...kinds: readonly string[]): readonly PolicyNode[] {
    return kinds.flatMap((kind) => this.byType.get(kind) ?? []);
  }

  at(urn: string): PolicyNode | undefined {
    return this.byUrn.get(urn);
  }

  /**
   * The resource that an ARN names: by its name where it has one, because an ARN is often written before its
   * resource exists; otherwise by what AWS answered. Aliases of a function lead to the function.
   */
  byArn(arn: string): PolicyNode | undefined {
    this.named ??= new Map(this.nodes.flatMap((node) => keysOf(node).map((key) => [key, node])));
    return this.named.get(keyOf(arn)) ?? this.named.get(arn);
  }

  /** The provider that a resource goes through. */
  providerOf(node: PolicyNode): PolicyNode | undefined {
    return this.at(node.provider.slice(0, Math.max(0, node.provider.lastIndexOf("::"))));
  }

  /** The two regions that take payments: those with an API; the vantage region has none. */
  regions(): readonly string[] {
    const regions = this.all("apigateway.RestApi", "dynamodb.Table", "lambda.EventSourceMapping");
    return [...new Set(regions.map(({ region }) => region))].sort();
  }
}

/** `aws:sqs/queue:Queue` reads `sqs.Queue`; other packages keep their name in front. */
export function kindOf({ type }: Pick<PolicyNode, "type">): string {
  const [packageName = "", module = "", name = ""] = type.split(":");
  const area = module.split("/")[0] ?? "";
  return packageName === "aws" ? `${area}.${name}` : `${packageName}.${area}.${name}`;
}

/** Services whose ARNs end in the name that the program chose. */
const NAMED_SERVICES: Readonly<Record<string, string>> = {
  "sqs.Queue": "sqs",
  "sns.Topic": "sns",
  "lambda.Function": "lambda",
  "sfn.StateMachine": "states",
  "dynamodb.Table": "dynamodb",
  "s3.Bucket": "s3",
  "iam.Role": "iam",
};

function keysOf(node: PolicyNode): readonly string[] {
  const keys = typeof node.outputs.arn === "string" ? [node.outputs.arn] : [];
  const service = NAMED_SERVICES[kindOf(node)];
  const name = physicalNameOf(node);
  if (service === undefined || name === undefined) return keys;
  const everywhere = service === "s3" || service === "iam";
  const copies = listAt(node.inputs, "replicas").map((copy) => textAt(copy, "regionName") ?? "");
  const regions = everywhere ? [""] : [node.region, ...copies];
  return [...keys, ...regions.map((region) => `${service}:${region}:${name}`)];
}

const RESOURCE_NAME = /^(?:function:|stateMachine:|table\/|role\/(?:.*\/)?)?([^:/]+)/;

function keyOf(arn: string): string {
  const [, , service = "", region = "", , ...resource] = arn.split(":");
  return `${service}:${region}:${RESOURCE_NAME.exec(resource.join(":"))?.[1] ?? ""}`;
}
