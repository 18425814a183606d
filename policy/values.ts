import type { PolicyNode } from "./graph";

/** The engine's own sentinel for a value that exists only after creation. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * A value inside nested properties. As soon as a step is not known yet, the whole is not known: a preview must
 * never be blamed for what it cannot see.
 */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const step of path) {
    if (current === UNKNOWN) return UNKNOWN;
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}

/** Whether a rule may judge the value: it is there, or it is known to be missing. */
export function isKnown(value: unknown): boolean {
  return value !== UNKNOWN;
}

/** Whether a value is the expected one, or may turn out to be. */
export function mayBe(value: unknown, expected: unknown): boolean {
  return value === expected || value === UNKNOWN;
}

/** The text at a path; undefined when there is none or it is not known yet. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === "string" && found !== UNKNOWN ? found : undefined;
}

/** The number at a path; undefined when there is none or it is not known yet. */
export function numberAt(
  value: unknown,
  ...path: readonly (string | number)[]
): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** The list at a path, or an empty one. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The texts in the list at a path. */
export function textsAt(value: unknown, ...path: readonly (string | number)[]): readonly string[] {
  return listAt(value, ...path).filter(
    (item): item is string => typeof item === "string" && item !== UNKNOWN,
  );
}

/** Whether something is, or contains, a value that is not known yet. */
export function containsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(containsUnknown);
}

/** A JSON document in an input; undefined when it is missing or not known yet. */
export function documentAt(node: PolicyNode, property: string): unknown {
  const text = textAt(node.inputs, property);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Physical name of a resource; undefined when AWS chooses it or it is not known yet. */
export function physicalNameOf(node: PolicyNode): string | undefined {
  for (const property of NAME_PROPERTIES) {
    const name = textAt(node.inputs, property);
    if (name !== undefined) return name;
  }
  return undefined;
}

// Inputs that hold a resource's own name; references to others, such as an instance's cluster, come last.
const NAME_PROPERTIES = [
  "name",
  "bucket",
  "identifier",
  "clusterIdentifier",
  "globalClusterIdentifier",
  "dashboardName",
  "domainName",
  "deploymentGroupName",
  "ruleName",
] as const;
