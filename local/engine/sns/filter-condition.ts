import { NotModelled } from "../aws-error";
import { invalidParameter } from "./sns-error";

/** A value that a condition looks at; undefined when the message has no such key. */
export type Candidate = string | number | boolean | null | undefined;

/** Whether one value satisfies one condition of a filter policy. */
export type Condition = (value: Candidate) => boolean;

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

const ofText =
  (test: (text: string) => boolean): Condition =>
  (value) =>
    typeof value === "string" && test(value);

/** Compiles one entry of a policy's list; what SNS does not know is refused. */
export function condition(given: unknown): Condition {
  if (typeof given !== "object" || given === null) return (value) => value === given;
  const [operator, ...others] = Object.keys(given);
  if (operator === undefined || others.length > 0) throw refused(given);
  const operand: unknown = (given as Record<string, unknown>)[operator];
  switch (operator) {
    case "exists":
      if (typeof operand !== "boolean") throw refused(given);
      return (value) => (value !== undefined) === operand;
    case "prefix": {
      const start = textual(operand, given);
      return ofText((text) => text.startsWith(start));
    }
    case "suffix": {
      const end = textual(operand, given);
      return ofText((text) => text.endsWith(end));
    }
    case "equals-ignore-case": {
      const expected = textual(operand, given).toLowerCase();
      return ofText((text) => text.toLowerCase() === expected);
    }
    case "anything-but":
      return anythingBut(operand, given);
    case "numeric":
      return numeric(operand, given);
    case "cidr":
    case "wildcard":
      throw new NotModelled("sns", "Subscribe", `filter operator ${operator}`);
    default:
      throw refused(given);
  }
}

function anythingBut(operand: unknown, given: unknown): Condition {
  const isNested = typeof operand === "object" && operand !== null && !Array.isArray(operand);
  if (isNested && !("prefix" in operand || "suffix" in operand)) throw refused(given);
  const excluded = (Array.isArray(operand) ? operand : [operand]).map(condition);
  if (excluded.length === 0) throw refused(given);
  return (value) => value !== undefined && !excluded.some((matches) => matches(value));
}

function numeric(operand: unknown, given: unknown): Condition {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 !== 0) {
    throw refused(given);
  }
  const tests: Condition[] = [];
  for (let i = 0; i < operand.length; i += 2) {
    const compare = comparisons[operand[i]];
    const bound: unknown = operand[i + 1];
    if (!compare || typeof bound !== "number") throw refused(given);
    tests.push((value) => typeof value === "number" && compare(value, bound));
  }
  return (value) => tests.every((test) => test(value));
}

function textual(operand: unknown, given: unknown): string {
  if (typeof operand !== "string") throw refused(given);
  return operand;
}

function refused(given: unknown): Error {
  return invalidParameter("FilterPolicy", `not a condition: ${JSON.stringify(given)}`);
}
