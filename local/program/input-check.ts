import { type ProviderSchema, providerSchema } from "./provider-schema";
import type { ResourceNode } from "./resource-node";
import type { ValueType } from "./type-expression";
import type { TypedProperties, TypedProperty } from "./typing-members";
import { Archive, Asset, ResourceReference, UNKNOWN } from "./wire-values";

// New instance classes appear faster than SDK releases, so these two lists are never complete.
const OPEN_ENUMS: ReadonlySet<string> = new Set(["rds.InstanceType", "ec2.InstanceType"]);

/**
 * Values that AWS accepts although the typings' comments leave them out or spell them differently:
 * S3's minimum size is an API constant, and SNS documents e-mail in another paragraph.
 */
const UNDOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  transitionDefaultMinimumObjectSize: ["varies_by_storage_class"],
  protocol: ["email", "email-json", "http", "https"],
};

/**
 * What the provider's own check would say about the inputs of a resource: missing, unknown
 * and deprecated properties, wrong types, values outside an enumeration. One line per problem.
 */
export function checkInputs(nodes: readonly ResourceNode[]): string[] {
  const problems: string[] = [];
  for (const node of nodes) {
    const packageName = node.type.split(":")[0];
    if (node.read || (packageName !== "aws" && packageName !== "awsx")) continue;
    for (const problem of new InputCheck(providerSchema(packageName)).run(node)) {
      problems.push(`${node.name} (${node.type}): ${problem}`);
    }
  }
  return problems;
}

class InputCheck {
  private readonly problems: string[] = [];

  constructor(private readonly schema: ProviderSchema) {}

  run(node: ResourceNode): readonly string[] {
    const resource = this.schema.resource(node.type);
    if (resource) this.object(resource.inputs, node.inputs, "");
    else this.problems.push("the installed SDK has no such type");
    return this.problems;
  }

  private object(schema: TypedProperties, value: object, path: string): void {
    const given = value as Record<string, unknown>;
    for (const [name, property] of schema) {
      if (property.required && given[name] === undefined) {
        this.problems.push(`${path}${name} is required`);
      }
    }
    for (const [name, item] of Object.entries(given)) {
      const property = schema.get(name);
      if (!property) this.problems.push(`${path}${name} is not a property`);
      else this.property(property, item, `${path}${name}`);
    }
  }

  private property(property: TypedProperty, value: unknown, path: string): void {
    if (property.deprecated) this.problems.push(`${path} is deprecated`);
    this.value(property.type, value, path);
    if (property.documented.length === 0) return;
    const alsoRight = UNDOCUMENTED[path] ?? [];
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === UNKNOWN || alsoRight.includes(String(item))) continue;
      if (typeof item === "string" && !isDocumented(property.documented, item)) {
        this.problems.push(`${path}: "${item}" is not one of ${property.documented.join(", ")}`);
      }
    }
  }

  private value(type: ValueType, value: unknown, path: string): void {
    if (value === undefined || value === null || value === UNKNOWN) return;
    switch (type.kind) {
      case "list":
        if (!Array.isArray(value)) this.mismatch(path, "a list", value);
        else
          for (const [index, item] of value.entries())
            this.value(type.of, item, `${path}[${index}]`);
        return;
      case "map":
        if (!isMap(value)) this.mismatch(path, "a map", value);
        else
          for (const [key, item] of Object.entries(value))
            this.value(type.of, item, `${path}.${key}`);
        return;
      case "object": {
        const nested = this.schema.object(type.name);
        if (!isMap(value)) this.mismatch(path, "an object", value);
        else if (nested) this.object(nested, value, `${path}.`);
        else this.problems.push(`${path}: the installed SDK has no type ${type.name}`);
        return;
      }
      case "either": {
        const [closest] = type.of.filter((alternative) => this.couldBe(alternative, value));
        if (closest) this.value(closest, value, path);
        else this.mismatch(path, "one of its documented types", value);
        this.closedEnum(type.of, value, path);
        return;
      }
      case "enum":
        this.closedEnum([type], value, path);
        return;
      default:
        if (!this.couldBe(type, value)) this.mismatch(path, nameOf(type), value);
    }
  }

  /** `string | enums.X` accepts any text for the compiler, but AWS knows only the listed values. */
  private closedEnum(alternatives: readonly ValueType[], value: unknown, path: string): void {
    if (typeof value !== "string") return;
    for (const alternative of alternatives) {
      if (alternative.kind !== "enum" || OPEN_ENUMS.has(alternative.name)) continue;
      if (this.schema.enumValues(alternative.name).includes(value)) continue;
      this.problems.push(`${path}: "${value}" is not in ${alternative.name}`);
    }
  }

  private couldBe(type: ValueType, value: unknown): boolean {
    switch (type.kind) {
      case "anything":
        return true;
      case "text":
        // Resources given for an identifier travel as references and numbers as digits.
        return typeof value === "string" || typeof value === "number";
      case "enum":
        return typeof value === "string";
      case "literal":
        return value === type.value;
      case "number":
        return typeof value === "number";
      case "flag":
        return typeof value === "boolean";
      case "file":
        return value instanceof Asset || value instanceof Archive;
      case "reference":
        return value instanceof ResourceReference;
      case "list":
        return Array.isArray(value);
      case "map":
      case "object":
        return isMap(value);
      default:
        return false;
    }
  }

  private mismatch(path: string, expected: string, value: unknown): void {
    this.problems.push(`${path}: expected ${expected}, got ${describe(value)}`);
  }
}

// The generated documentation drops underscores inside words (`x86_64` reads `x8664`) and quotes
// some values as one-element lists.
function isDocumented(documented: readonly string[], value: string): boolean {
  const plain = (text: string) => text.replace(/[[\]"_]/g, "");
  return documented.some((candidate) => plain(candidate) === plain(value));
}

function isMap(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Asset || value instanceof Archive || value instanceof ResourceReference)
  );
}

function nameOf(type: ValueType): string {
  return (
    { text: "text", number: "a number", flag: "true or false", file: "a file" }[
      type.kind as "text"
    ] ?? type.kind
  );
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `${typeof value} ${JSON.stringify(value)}`;
}
