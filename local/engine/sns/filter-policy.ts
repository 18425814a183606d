import type { MessageAttributes } from "../sqs/message";
import { type Candidate, type Condition, condition } from "./filter-condition";
import { invalidParameter } from "./sns-error";

/** What a filter policy looks at. */
export type FilterScope = "MessageAttributes" | "MessageBody";

/** Whether a message passes the filter of a subscription. */
export type Filter = (message: string, attributes: MessageAttributes | undefined) => boolean;

/** A key of the policy with what it asks for: conditions, or a policy for what lies below it. */
type Rule = (value: unknown) => boolean;

/** Compiles a filter policy once; a policy that SNS would refuse is refused here. */
export function compileFilter(policy: unknown, scope: FilterScope): Filter {
  const rule = rules(policy, scope === "MessageBody");
  if (scope === "MessageAttributes") return (_, attributes) => rule(candidates(attributes));
  return (message) => {
    const body = parse(message);
    return typeof body === "object" && body !== null && rule(body);
  };
}

function rules(policy: unknown, nested: boolean): Rule {
  if (typeof policy !== "object" || policy === null || Array.isArray(policy)) {
    throw invalidParameter("FilterPolicy", "must be an object");
  }
  const byKey = Object.entries(policy).map(([key, value]) => {
    if (key === "$or") return anyOf(value, nested);
    const below = Array.isArray(value) ? oneOf(value) : undefined;
    if (!below && !nested) {
      throw invalidParameter("FilterPolicy", `"${key}" must be a list of conditions`);
    }
    const rule = below ?? rules(value, nested);
    return (parent: unknown) => rule((parent as Record<string, unknown> | undefined)?.[key]);
  });
  return (value) => byKey.every((matches) => matches(value));
}

function anyOf(policies: unknown, nested: boolean): Rule {
  if (!Array.isArray(policies) || policies.length < 2) {
    throw invalidParameter("FilterPolicy", '"$or" must be a list of at least two policies');
  }
  const alternatives = policies.map((policy) => rules(policy, nested));
  return (value) => alternatives.some((matches) => matches(value));
}

function oneOf(list: readonly unknown[]): Rule {
  if (list.length === 0) throw invalidParameter("FilterPolicy", "empty list of conditions");
  const conditions: Condition[] = list.map(condition);
  return (value) => {
    // A list in the message passes when one of its elements does.
    const values = Array.isArray(value) ? value : [value];
    return values.some((one) => conditions.some((matches) => matches(one as Candidate)));
  };
}

function candidates(attributes: MessageAttributes | undefined): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, { DataType, StringValue }] of Object.entries(attributes ?? {})) {
    if (DataType.startsWith("Number")) values[name] = Number(StringValue);
    else if (DataType === "String.Array") values[name] = parse(StringValue ?? "");
    else if (DataType.startsWith("String")) values[name] = StringValue;
  }
  return values;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
