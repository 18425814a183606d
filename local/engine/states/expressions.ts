import jsonata from "jsonata";
import { AwsError } from "../aws-error";
import { functionNames } from "./expression-functions";
import { StateError } from "./state-error";

/** Variables and functions an expression sees, by name without the `$`. */
export type Bindings = Readonly<Record<string, unknown>>;

/** What the expressions of a state see. */
export interface Scope {
  readonly values: Bindings;
  /** Hide values of the same name; asked for only by expressions that are more than a path. */
  readonly functions: () => Bindings;
}

const compiled = new Map<string, jsonata.Expression>();

/** The expression inside `{% … %}`, or undefined when a string is just a string. */
function expressionIn(text: string): string | undefined {
  return text.startsWith("{%") && text.endsWith("%}") && text.length >= 4
    ? text.slice(2, -2)
    : undefined;
}

function compile(source: string): jsonata.Expression {
  let expression = compiled.get(source);
  if (!expression) {
    expression = jsonata(source);
    compiled.set(source, expression);
  }
  return expression;
}

/** Refuses expressions that do not parse, as creating the machine would. */
export function checkExpressions(where: string, template: unknown): void {
  if (typeof template === "string") {
    const source = expressionIn(template);
    if (source === undefined) return;
    try {
      compile(source);
    } catch (error) {
      const { message } = error as Error;
      throw new AwsError("InvalidDefinition", `${where}: ${template}: ${message}`);
    }
  } else if (template !== null && typeof template === "object") {
    for (const part of Object.values(template)) checkExpressions(where, part);
  }
}

/**
 * Fills a template: every string in `{% … %}` becomes the value of its expression, everything else
 * stays. An expression without a value is an error, as it is on AWS, never a missing member.
 */
export async function fill(template: unknown, scope: Scope): Promise<unknown> {
  if (typeof template === "string") {
    const source = expressionIn(template);
    return source === undefined ? template : evaluate(source, scope);
  }
  if (template === null || typeof template !== "object") return template;
  // One after the other: the order of draws from the generator must not depend on scheduling.
  if (Array.isArray(template)) {
    const filled: unknown[] = [];
    for (const part of template) filled.push(await fill(part, scope));
    return filled;
  }
  const filled: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(template)) filled[name] = await fill(part, scope);
  return filled;
}

async function evaluate(source: string, { values, functions }: Scope): Promise<unknown> {
  let value = atPath(source, values);
  if (value !== undefined) return copy(source, value);
  try {
    const { states } = values;
    value = await compile(source).evaluate(undefined, { ...values, ...functions(), states });
  } catch (error) {
    if (error instanceof AwsError) throw error;
    const message = (error as { message?: string }).message ?? String(error);
    throw queryError(source, message);
  }
  return copy(source, value);
}

/** JSONata marks its sequences with hidden members; a copy through JSON leaves them behind. */
function copy(source: string, value: unknown): unknown {
  const text = JSON.stringify(value);
  if (text === undefined) throw queryError(source, "it returned nothing (undefined)");
  return JSON.parse(text);
}

const pathForm = /^\s*\$([A-Za-z]\w*)((?:\.[A-Za-z]\w*)*)\s*$/;
const paths = new Map<string, readonly string[]>();

/**
 * What most expressions are, read without the interpreter: a variable, or a member of objects in it.
 * Undefined where the interpreter has to decide: lists, functions, and what is not there.
 */
function atPath(source: string, values: Bindings): unknown {
  let path = paths.get(source);
  if (!path) {
    const [, name = "", members = ""] = pathForm.exec(source) ?? [];
    path = functionNames.has(name) ? [] : [name, ...members.split(".").slice(1)];
    paths.set(source, path);
  }
  let value: unknown = values;
  for (const name of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    if (!Object.hasOwn(value, name)) return undefined;
    value = (value as Bindings)[name];
  }
  if (path.length === 0 || typeof value === "function" || Array.isArray(value)) return undefined;
  return value;
}

function queryError(source: string, reason: string): StateError {
  return new StateError(
    "States.QueryEvaluationError",
    `The JSONata expression '${source.trim()}' could not be evaluated: ${reason}`,
  );
}
