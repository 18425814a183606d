import {
  type AttributeType,
  type AttributeValue,
  type Draft,
  type Item,
  setMembers,
} from "./attribute-value";
import { invalidParameters, validationError } from "./errors";
import { canonicalNumber } from "./number";

/** How deep lists and maps may be nested. */
const DEPTH_MAX = 32;

/** The largest number counts 21 bytes: 38 digits in pairs, exponent and sign. */
const NUMBER_BYTES_MAX = 22;

/**
 * Collects an upper bound of an item's bytes while its values are validated. The exact size is
 * computed only when the bound passes a limit, which keeps UTF-8 counting off the common path.
 */
export interface SizeBound {
  bytes: number;
}

const TYPES: Readonly<Record<string, AttributeType>> = Object.assign(Object.create(null), {
  S: "S",
  N: "N",
  B: "B",
  BOOL: "BOOL",
  NULL: "NULL",
  L: "L",
  M: "M",
  SS: "SS",
  NS: "NS",
  BS: "BS",
});

/** Validates all attributes and returns a copy of the item that the store may keep. */
export function canonicalItem(input: Item, bound: SizeBound, depth = 1): Item {
  const item: Draft = { ...input };
  for (const name in input) {
    const value = input[name];
    if (value === undefined) {
      delete item[name];
      continue;
    }
    if (name === "__proto__") throw invalidParameters("attribute __proto__ is not modelled");
    const canonical = canonicalValue(value, bound, depth);
    if (canonical !== value) item[name] = canonical;
    bound.bytes += name.length * 3;
  }
  return item;
}

/** Validates a value; returns it as it is, or a copy whose numbers are in canonical form. */
export function canonicalValue(
  value: AttributeValue | undefined,
  bound: SizeBound,
  depth = 1,
): AttributeValue {
  const type = onlyType(value);
  const known = value as AttributeValue;
  switch (type) {
    case "S":
      bound.bytes += text(known.S).length * 3;
      return known;
    case "N": {
      bound.bytes += NUMBER_BYTES_MAX;
      const given = text(known.N);
      const canonical = canonicalNumber(given);
      return canonical === given ? known : { N: canonical };
    }
    case "B":
      bound.bytes += binary(known.B).byteLength;
      return known;
    case "BOOL":
      if (typeof known.BOOL !== "boolean") throw serialization("BOOL");
      bound.bytes += 1;
      return known;
    case "NULL":
      if (known.NULL !== true) {
        throw invalidParameters("Null attribute value types must have the value of true");
      }
      bound.bytes += 1;
      return known;
    case "L":
      return canonicalList(known, bound, depth);
    case "M":
      if (typeof known.M !== "object") throw serialization("M");
      return canonicalMap(known, known.M, bound, depth);
    default:
      return canonicalSet(known, type, bound);
  }
}

function onlyType(value: AttributeValue | undefined): AttributeType {
  if (typeof value !== "object" || value === null) throw serialization("AttributeValue");
  let found: AttributeType | undefined;
  for (const member in value) {
    if (value[member as AttributeType] === undefined) continue;
    if (found !== undefined) {
      throw validationError(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
      );
    }
    found = TYPES[member];
    if (found === undefined) break;
  }
  if (found !== undefined) return found;
  throw validationError(
    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
  );
}

function canonicalList(value: AttributeValue, bound: SizeBound, depth: number): AttributeValue {
  const given = value.L;
  if (!Array.isArray(given)) throw serialization("L");
  checkDepth(depth);
  bound.bytes += 3 + given.length;
  let changed: AttributeValue[] | undefined;
  for (let index = 0; index < given.length; index++) {
    const element = given[index];
    const canonical = canonicalValue(element, bound, depth + 1);
    if (canonical === element) continue;
    changed ??= [...given];
    changed[index] = canonical;
  }
  return changed ? { L: changed } : value;
}

function canonicalMap(
  value: AttributeValue,
  given: Item,
  bound: SizeBound,
  depth: number,
): AttributeValue {
  checkDepth(depth);
  bound.bytes += 3;
  let changed: Draft | undefined;
  for (const name in given) {
    if (name === "__proto__") throw invalidParameters("attribute __proto__ is not modelled");
    const element = given[name];
    const canonical = canonicalValue(element, bound, depth + 1);
    bound.bytes += 1 + name.length * 3;
    if (canonical === element) continue;
    changed ??= { ...given };
    changed[name] = canonical;
  }
  return changed ? { M: changed } : value;
}

function canonicalSet(value: AttributeValue, type: AttributeType, bound: SizeBound) {
  const given = (value.SS ?? value.NS ?? value.BS) as readonly unknown[];
  if (!Array.isArray(given)) throw serialization(type);
  if (given.length === 0) throw invalidParameters(EMPTY_SET[type] ?? "empty set");
  let canonical = value;
  if (type === "NS") {
    canonical = { NS: given.map((member) => canonicalNumber(text(member as string))) };
    bound.bytes += given.length * NUMBER_BYTES_MAX;
  } else if (type === "SS") {
    for (const member of given) bound.bytes += text(member as string).length * 3;
  } else {
    for (const member of given) bound.bytes += binary(member as Uint8Array).byteLength;
  }
  const members = setMembers(canonical) ?? [];
  if (new Set(members).size !== members.length) {
    if (type === "NS") throw validationError("Input collection contains duplicates");
    const listed = type === "SS" ? `[${members.join(", ")}] ` : "of type BS ";
    throw invalidParameters(`Input collection ${listed}contains duplicates.`);
  }
  return canonical;
}

const EMPTY_SET: Partial<Record<AttributeType, string>> = {
  SS: "An string set  may not be empty",
  NS: "An number set  may not be empty",
  BS: "Binary sets should not be empty",
};

function checkDepth(depth: number): void {
  if (depth <= DEPTH_MAX) return;
  throw validationError("Nesting Levels have exceeded supported limits");
}

function text(value: string | undefined): string {
  if (typeof value !== "string") throw serialization("STRING_VALUE");
  return value;
}

function binary(value: Uint8Array | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw serialization("Uint8Array");
  return value;
}

function serialization(expected: string) {
  return validationError(`The value is not a valid ${expected}`);
}
