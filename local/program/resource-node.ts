/** Property values of a resource: plain JSON plus Asset, Archive, ResourceReference and UNKNOWN. */
export type Properties = Record<string, unknown>;

/** Time limits a program gives one resource; empty when it relies on the provider's. */
export interface CustomTimeouts {
  readonly create: string;
  readonly update: string;
  readonly delete: string;
}

/** One resource of the captured graph: what the program asked for and what AWS would answer. */
export interface ResourceNode {
  /** The engine's own identity, built exactly as the Pulumi engine builds it. */
  readonly urn: string;
  readonly type: string;
  /** Logical name: the first argument of the constructor. */
  readonly name: string;
  /** False for components, which only group other resources. */
  readonly custom: boolean;
  /** A component whose children are declared by a provider plugin, e.g. `awsx:ec2:Vpc`. */
  readonly remote: boolean;
  /** The program only looks this resource up; something else owns it. */
  readonly read: boolean;
  /** URN of the remote component whose plugin would declare this node; "" for the program's own. */
  readonly impliedBy: string;
  /** URN of the parent; "" only for the stack itself. */
  readonly parent: string;
  /** `urn::id` of an explicit provider; "" means the default provider or a component. */
  readonly provider: string;
  /** Providers handed to a component, by package name, as `urn::id`. */
  readonly providers: Readonly<Record<string, string>>;
  /** Where the resource would live: its own `region`, else its provider's, else its parent's; or "". */
  readonly region: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly aliases: readonly unknown[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly importId: string;
  readonly version: string;
  readonly deletedWith: string;
  readonly timeouts: CustomTimeouts;
  readonly inputs: Properties;
  /** Top-level inputs that carry a secret somewhere inside. */
  readonly secretInputs: readonly string[];
  /** Provider identifier; "" for components and for everything in a preview. */
  id: string;
  outputs: Properties;
  /** What a component registered through `registerOutputs`; undefined if it never did. */
  componentOutputs: Properties | undefined;
  /** Top-level component outputs that carry a secret. */
  secretOutputs: readonly string[];
  /** `file:line` of the constructor call; "" when stack traces are off. */
  readonly source: string;
}

/** One provider function the program called, e.g. `aws:iam/getPolicyDocument:getPolicyDocument`. */
export interface InvokeRecord {
  readonly token: string;
  readonly args: Properties;
  readonly provider: string;
  readonly region: string;
}

/** Everything one run of a program declared, said and returned. */
export interface Capture {
  /** Sorted by URN, so that two captures of one program are equal. */
  readonly nodes: readonly ResourceNode[];
  readonly outputs: Properties;
  readonly secretOutputs: readonly string[];
  /** Distinct messages; empty means that the program would deploy as far as it can be known here. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly invokes: readonly InvokeRecord[];
}

/** The root of every stack; its componentOutputs are the stack's outputs. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** The URN inside a provider reference `urn::id`. */
export function providerUrn(reference: string): string {
  return reference.slice(0, Math.max(0, reference.lastIndexOf("::")));
}

/** Orders nodes by URN; plain code-unit order, the same on every machine. */
export function byUrn(a: ResourceNode, b: ResourceNode): number {
  return a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0;
}
