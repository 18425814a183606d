import jsonata from "jsonata";
import { AwsError } from "../aws-error";
import { StateError } from "./state-error";

/** Variables and functions an expression sees, by name without the `$`. */
export type Bindings = Readonly<Record<string, unknown>>;

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
export async function fill(template: unknown, bindings: Bindings): Promise<unknown> {
  if (typeof template === "string") {
    const source = expressionIn(template);
    return source === undefined ? template : evaluate(source, bindings);
  }
  if (template === null || typeof template !== "object") return template;
  // One after the other: the order of draws from the generator must not depend on scheduling.
  if (Array.isArray(template)) {
    const filled: unknown[] = [];
    for (const part of template) filled.push(await fill(part, bindings));
    return filled;
  }
  const filled: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(template)) filled[name] = await fill(part, bindings);
  return filled;
}

async function evaluate(source: string, bindings: Bindings): Promise<unknown> {
  let value: unknown;
  try {
    value = await compile(source).evaluate(undefined, bindings as Record<string, unknown>);
  } catch (error) {
    if (error instanceof AwsError) throw error;
    const message = (error as { message?: string }).message ?? String(error);
    throw queryError(source, message);
  }
  const text = JSON.stringify(value);
  if (text === undefined) throw queryError(source, "it returned nothing (undefined)");
  // JSONata marks its sequences with hidden members; a copy through JSON leaves them behind.
  return JSON.parse(text);
}

function queryError(source: string, reason: string): StateError {
  return new StateError(
    "States.QueryEvaluationError",
    `The JSONata expression '${source.trim()}' could not be evaluated: ${reason}`,
  );
}
