import type { ApiDescription, JsonSchema, Operation } from "./api-description";

/** What the declared request validator objects to, in API Gateway's manner: one text, every problem. */
export function edgeProblems(
  description: ApiDescription,
  operation: Operation,
  body: string,
): string | undefined {
  const name =
    operation["x-amazon-apigateway-request-validator"] ??
    description["x-amazon-apigateway-request-validator"];
  const validators = description["x-amazon-apigateway-request-validators"];
  const validator = name === undefined ? undefined : validators?.[name];
  if (!validator?.validateRequestBody) return undefined;
  const schema = operation.requestBody?.content?.["application/json"]?.schema;
  if (!schema) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return "[Invalid JSON]";
  }
  const problems = check(description, schema, value, "");
  return problems.length > 0 ? `[${problems.join(", ")}]` : undefined;
}

function check(
  description: ApiDescription,
  schema: JsonSchema,
  value: unknown,
  at: string,
): string[] {
  if (schema.$ref) return check(description, resolve(description, schema.$ref), value, at);
  const type = typeOf(value);
  const allowed = schema.type === undefined ? undefined : [schema.type].flat();
  if (allowed && !allowed.includes(type) && !(type === "integer" && allowed.includes("number"))) {
    return [`instance${at} type (${type}) does not match any allowed primitive type`];
  }
  if (type === "object") return objectProblems(description, schema, value as object, at);
  return scalarProblems(schema, value, at);
}

function objectProblems(
  description: ApiDescription,
  schema: JsonSchema,
  value: object,
  at: string,
): string[] {
  const members = value as Readonly<Record<string, unknown>>;
  const properties = schema.properties ?? {};
  const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(members, key));
  const unknown = Object.keys(members).filter((key) => !Object.hasOwn(properties, key));
  return [
    ...(missing.length > 0
      ? [`object has missing required properties (${missing.join(",")})`]
      : []),
    // The names are the client's own text and are not repeated.
    ...(schema.additionalProperties === false && unknown.length > 0
      ? ["object instance has properties which are not allowed by the schema"]
      : []),
    ...Object.entries(properties).flatMap(([key, property]) =>
      Object.hasOwn(members, key) ? check(description, property, members[key], `${at}/${key}`) : [],
    ),
  ];
}

function scalarProblems(schema: JsonSchema, value: unknown, at: string): string[] {
  const problems: string[] = [];
  if (schema.enum && !schema.enum.includes(value)) {
    problems.push(`instance${at} value not found in enum`);
  }
  if (schema.pattern && typeof value === "string" && !new RegExp(schema.pattern, "u").test(value)) {
    problems.push(`instance${at} does not match its pattern`);
  }
  if (typeof value === "number") {
    const { minimum, maximum, exclusiveMinimum } = schema;
    if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) {
      problems.push(`instance${at} is too small`);
    }
    if (maximum !== undefined && value > maximum) problems.push(`instance${at} is too large`);
  }
  return problems;
}

function resolve(description: ApiDescription, reference: string): JsonSchema {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1] ?? "";
  const schema = description.components?.schemas?.[name];
  if (!schema) throw new Error(`the API describes no model ${reference}`);
  return schema;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isSafeInteger(value) ? "integer" : typeof value;
}
