import { base64Of, knownMembers } from "./json-values";
import type { Shape } from "./shape";

type Members = Record<string, unknown>;

/**
 * A name as the Java SDK spells it, which is how Step Functions spells the arguments and results
 * of `aws-sdk` tasks: `DBClusterArn` is `DbClusterArn`, `TTL` is `Ttl`.
 */
export function javaName(name: string): string {
  const words = name
    .replace(/[^A-Za-z0-9]+/g, " ")
    .replace(/(?<=[a-z])(?=[A-Z][A-Za-z0-9])/g, " ")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/([0-9])([A-Za-z])/g, "$1 $2")
    .split(" ");
  return words
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join("");
}

/** The name of an error's class in the Java SDK: `DBClusterNotFoundFault` ends in Exception there. */
export function javaErrorName(name: string): string {
  return `${javaName(name.replace(/(Fault|Exception)$/, ""))}Exception`;
}

/** A member that Step Functions would not accept; it names the spelling that it would. */
export class UnknownField extends Error {}

/** Reads arguments in the Java spelling into the input the service's API has. */
export function fromJavaNames(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case "structure":
    case "union":
      return membersFromJava(shape, value as Members);
    case "list":
      return (value as unknown[]).map((item) => fromJavaNames(shape.element.shape, item));
    case "map":
      return mapEntries(value as Members, (item) => fromJavaNames(shape.element.shape, item));
    case "blob":
      return Buffer.from(typeof value === "string" ? value : JSON.stringify(value), "utf8");
    case "timestamp":
      return new Date(String(value));
    default:
      return value;
  }
}

function membersFromJava(shape: Shape, source: Members): Members {
  const bySpelling = new Map(
    [...shape.members].map(([name, slot]) => [javaName(name), { name, slot }]),
  );
  const target: Members = {};
  for (const [spelling, value] of Object.entries(source)) {
    const member = bySpelling.get(spelling);
    if (!member) {
      throw new UnknownField(`The field '${spelling}' is not supported by Step Functions`);
    }
    target[member.name] = fromJavaNames(member.slot.shape, value);
  }
  return target;
}

/** Writes an answer in the Java spelling, as plain JSON. */
export function toJavaNames(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case "structure":
    case "union":
      return Object.fromEntries(
        knownMembers(shape, value as Members).map(([name, slot]) => [
          javaName(name),
          toJavaNames(slot.shape, (value as Members)[name]),
        ]),
      );
    case "list":
      return (value as unknown[]).map((item) => toJavaNames(shape.element.shape, item));
    case "map":
      return mapEntries(value as Members, (item) => toJavaNames(shape.element.shape, item));
    case "blob":
      return shape.traits.streaming ? Buffer.from(value as Uint8Array).toString() : base64Of(value);
    case "timestamp":
      return (value as Date).toISOString();
    default:
      return value;
  }
}

function mapEntries(source: Members, convert: (value: unknown) => unknown): Members {
  return Object.fromEntries(Object.entries(source).map(([key, item]) => [key, convert(item)]));
}
