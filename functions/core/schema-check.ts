import type { Problem } from "./http-api";
import type { SchemaNode } from "./request-schema";

const patterns = new Map<string, RegExp>();

function matches(pattern: string, text: string): boolean {
  let expression = patterns.get(pattern);
  if (!expression) {
    expression = new RegExp(pattern, "u");
    patterns.set(pattern, expression);
  }
  return expression.test(text);
}

/** Checks a value against our subset of JSON Schema and reports every problem, not only the first. */
export function checkSchema(schema: SchemaNode, value: unknown, pointer = ""): Problem[] {
  const type = typeOf(value);
  const allowed = Array.isArray(schema.type) ? schema.type : [schema.type];
  const fits = allowed.includes(type) || (type === "integer" && allowed.includes("number"));
  if (!fits) return [{ pointer, detail: `must be of type ${allowed.join(" or ")}` }];
  if (type === "object") return checkObject(schema, value as Record<string, unknown>, pointer);
  const detail =
    type === "string"
      ? textProblem(schema, value as string)
      : numberProblem(schema, value as number);
  return detail ? [{ pointer, detail }] : [];
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isSafeInteger(value) ? "integer" : typeof value;
}

function checkObject(
  schema: SchemaNode,
  value: Record<string, unknown>,
  pointer: string,
): Problem[] {
  const problems: Problem[] = [];
  const properties = schema.properties ?? {};
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(value, key)) {
      problems.push({ pointer: `${pointer}/${key}`, detail: "is required" });
    }
  }
  let unknown = 0;
  for (const key of Object.keys(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property) problems.push(...checkSchema(property, value[key], `${pointer}/${key}`));
    else unknown += 1;
  }
  // Unknown names are the client's own text: counted, never echoed.
  if (unknown > 0 && schema.additionalProperties === false) {
    const known = Object.keys(properties).join(", ");
    problems.push({ pointer, detail: `has ${unknown} unknown members; known are ${known}` });
  }
  return problems;
}

function textProblem(schema: SchemaNode, text: string): string | undefined {
  if (schema.enum && !schema.enum.includes(text)) return `must be one of ${schema.enum.join(", ")}`;
  if (schema.pattern && !matches(schema.pattern, text)) return `must match ${schema.pattern}`;
  return undefined;
}

function numberProblem(schema: SchemaNode, number: number): string | undefined {
  const { minimum, exclusiveMinimum, maximum } = schema;
  if (minimum !== undefined && (exclusiveMinimum ? number <= minimum : number < minimum)) {
    return `must be ${exclusiveMinimum ? "above" : "at least"} ${minimum}`;
  }
  if (maximum !== undefined && number > maximum) return `must be at most ${maximum}`;
  return undefined;
}
