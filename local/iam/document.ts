/** One statement of a policy, with every list made a list. */
export interface PolicyStatement {
  readonly sid: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: Selection;
  /** Absent in the trust policy of a role, which speaks about the role itself. */
  readonly resources: Selection | undefined;
  /** Absent in the policies of a role, which speak about the role's own calls. */
  readonly principals: Principals | undefined;
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Patterns, or everything but the patterns. */
export interface Selection {
  readonly patterns: readonly string[];
  readonly inverted: boolean;
}

/** Who a resource's policy speaks about. */
export interface Principals {
  readonly everybody: boolean;
  /** Accounts and ARNs as they are written. */
  readonly aws: readonly string[];
  readonly services: readonly string[];
}

/** A policy as a resource carries it: JSON text, or the object that it parses to. */
export type PolicyText = string | object;

const KNOWN_MEMBERS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "Condition",
]);

/** The statements of a policy. A member that is not understood is an error: it could be the one that denies. */
export function statementsOf(policy: PolicyText): readonly PolicyStatement[] {
  const document = typeof policy === "string" ? (JSON.parse(policy) as unknown) : policy;
  const statements = (document as { Statement?: unknown } | null)?.Statement;
  if (statements === undefined) throw new Error("a policy without statements");
  return listOf(statements).map((statement) =>
    readStatement(statement as Readonly<Record<string, unknown>>),
  );
}

function readStatement(source: Readonly<Record<string, unknown>>): PolicyStatement {
  const sid = typeof source.Sid === "string" ? source.Sid : "";
  const unknown = Object.keys(source).filter((member) => !KNOWN_MEMBERS.has(member));
  if (unknown.length > 0) throw new Error(`statement ${sid}: ${unknown.join()} is not understood`);
  if (source.Effect !== "Allow" && source.Effect !== "Deny") {
    throw new Error(`statement ${sid}: the effect is ${String(source.Effect)}`);
  }
  const actions = selection(source.Action, source.NotAction);
  if (actions === undefined) throw new Error(`statement ${sid} names no action`);
  return {
    sid,
    effect: source.Effect,
    actions,
    resources: selection(source.Resource, source.NotResource),
    principals: source.Principal === undefined ? undefined : principals(source.Principal),
    conditions: Object.fromEntries(
      Object.entries((source.Condition ?? {}) as Record<string, Record<string, unknown>>).map(
        ([operator, keys]) => [
          operator,
          Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, texts(value)])),
        ],
      ),
    ),
  };
}

function selection(named: unknown, excepted: unknown): Selection | undefined {
  if (named !== undefined) return { patterns: texts(named), inverted: false };
  if (excepted !== undefined) return { patterns: texts(excepted), inverted: true };
  return undefined;
}

function principals(source: unknown): Principals {
  if (source === "*") return { everybody: true, aws: [], services: [] };
  const { AWS: aws, Service: services, ...others } = source as Record<string, unknown>;
  const unknown = Object.keys(others);
  if (unknown.length > 0) throw new Error(`principals of kind ${unknown.join()}`);
  const named = aws === undefined ? [] : texts(aws);
  return {
    everybody: named.includes("*"),
    aws: named,
    services: services === undefined ? [] : texts(services),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function texts(value: unknown): readonly string[] {
  return listOf(value).map(String);
}
