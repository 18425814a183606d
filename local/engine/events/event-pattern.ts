import { NotModelled } from "../aws-error";

/** A pattern of a rule: a tree of member names that ends in lists of what a value may be. */
export type EventPattern = Readonly<Record<string, unknown>>;

/** Refuses a pattern that is not understood: whoever ignored a part of it would match too much. */
export function checkPattern(pattern: EventPattern): void {
  for (const [member, wanted] of Object.entries(pattern)) {
    if (Array.isArray(wanted)) for (const matcher of wanted) fits(matcher, "");
    else if (isObject(wanted)) checkPattern(wanted);
    else throw notUnderstood(member, wanted);
  }
}

/** Whether an event is what a rule waits for. */
export function matchesEvent(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([member, wanted]) => {
    const value = (event as Readonly<Record<string, unknown>>)[member];
    if (Array.isArray(wanted)) return wanted.some((matcher) => fits(matcher, value));
    return matchesEvent(wanted as EventPattern, isObject(value) ? value : {});
  });
}

/** One matcher against a value; of a list, one element has to fit. */
function fits(matcher: unknown, value: unknown): boolean {
  if (!isObject(matcher)) {
    return Array.isArray(value) ? value.includes(matcher) : value === matcher;
  }
  const [[operator, operand] = ["", undefined], ...more] = Object.entries(matcher);
  if (more.length > 0) throw notUnderstood(operator, matcher);
  if (operator === "exists") return (value !== undefined) === operand;
  const test = TESTS[operator];
  if (!test) throw notUnderstood(operator, operand);
  const values = Array.isArray(value) ? value : [value];
  return values.some((one) => one !== undefined && test(operand, one));
}

const TESTS: Readonly<Record<string, (operand: unknown, value: unknown) => boolean>> = {
  prefix: (operand, value) => text(operand, value, (wanted, given) => given.startsWith(wanted)),
  suffix: (operand, value) => text(operand, value, (wanted, given) => given.endsWith(wanted)),
  "equals-ignore-case": (operand, value) =>
    text(operand, value, (wanted, given) => given.toLowerCase() === wanted.toLowerCase()),
  "anything-but": (operand, value) => {
    if (isObject(operand)) return !fits(operand, value);
    return !(Array.isArray(operand) ? operand : [operand]).includes(value);
  },
};

function text(
  operand: unknown,
  value: unknown,
  test: (wanted: string, given: string) => boolean,
): boolean {
  if (typeof operand !== "string") throw notUnderstood("text", operand);
  return typeof value === "string" && test(operand, value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function notUnderstood(member: string, what: unknown): NotModelled {
  return new NotModelled("events", "PutRule", `${member}: ${JSON.stringify(what)}`);
}
