import type { PolicyStatement } from "./document";
import { matchesArn, matchesPattern } from "./patterns";

/** What is known about a request; a key that is missing is missing, not empty. */
export type RequestContext = Readonly<Record<string, string | boolean | readonly string[]>>;

type Test = (wanted: string, given: string) => boolean;

const TESTS: Readonly<Record<string, Test>> = {
  StringEquals: (wanted, given) => wanted === given,
  StringEqualsIgnoreCase: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
  StringLike: matchesPattern,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
};

/** Negated operators hold when none of the values fits, and also when the key is missing. */
const NEGATED: Readonly<Record<string, keyof typeof TESTS>> = {
  StringNotEquals: "StringEquals",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
};

const OPERATOR = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/** Whether all conditions of a statement hold. An operator that is not understood is an error. */
export function conditionsHold(statement: PolicyStatement, context: RequestContext): boolean {
  const byName = new Map(
    Object.entries(context).map(([key, value]) => [key.toLowerCase(), valuesOf(value)]),
  );
  return Object.entries(statement.conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      holds(operator, wanted, byName.get(key.toLowerCase())),
    ),
  );
}

function holds(operator: string, wanted: readonly string[], given: readonly string[] | undefined) {
  const [, set, name = "", ifExists] = OPERATOR.exec(operator) ?? [];
  const variable = wanted.find((value) => value.includes("${"));
  if (variable !== undefined) throw new Error(`policy variable ${variable} is not understood`);
  if (name === "Null") return wanted.includes(String(given === undefined));
  const negated = NEGATED[name];
  const test = TESTS[negated ?? name];
  if (test === undefined) throw new Error(`condition operator ${operator} is not understood`);
  if (given === undefined) {
    return set === "ForAllValues" || (set === undefined && (ifExists ?? negated) !== undefined);
  }
  const fits = (value: string) =>
    wanted.some((item) => test(item, value)) !== (negated !== undefined);
  // Without a prefix a negated operator must hold for every value, a plain one for any.
  const every = set === "ForAllValues" || (set === undefined && negated !== undefined);
  return every ? given.every(fits) : given.some(fits);
}

function valuesOf(value: RequestContext[string]): readonly string[] {
  return Array.isArray(value) ? value : [String(value)];
}
