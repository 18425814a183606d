import { compareText, sameBytes } from "./byte-order";
import { compareNumbers } from "./number";

/** DynamoDB's names for the types of a value. */
export type AttributeType = "S" | "N" | "B" | "BOOL" | "NULL" | "L" | "M" | "SS" | "NS" | "BS";

/** One typed value as the low-level SDK client carries it; exactly one member is set. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: Uint8Array;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly L?: readonly AttributeValue[];
  readonly M?: Item;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly Uint8Array[];
}

/**
 * Attributes by name. Items are immutable by convention: the store copies the outer object of what
 * it takes and gives, and shares the values inside. Whoever changes a value in place breaks the
 * store; the wire cannot, and our handlers build new values.
 */
export interface Item {
  readonly [name: string]: AttributeValue;
}

/** An item under construction. */
export type Draft = Record<string, AttributeValue>;

/** Stands for "no item" where attributes are looked up. */
export const NOTHING: Item = Object.freeze({});

/** The type of a validated value. */
export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) {
    if (value[type as AttributeType] !== undefined) return type as AttributeType;
  }
  throw new Error("a value without a type passed validation");
}

/** Equality as `=` and `IN` see it: same type and same content, sets without order. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if (a === b) return true;
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return a.N === b.N;
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.NULL !== undefined) return b.NULL !== undefined;
  if (a.B !== undefined) return b.B !== undefined && sameBytes(a.B, b.B);
  if (a.L !== undefined) return b.L !== undefined && equalLists(a.L, b.L);
  if (a.M !== undefined) return b.M !== undefined && equalItems(a.M, b.M);
  const [left, right] = [setMembers(a), setMembers(b)];
  if (typeOf(a) !== typeOf(b) || left?.length !== right?.length) return false;
  const known = new Set(left);
  return right?.every((member) => known.has(member)) ?? false;
}

/** Equality of two items or maps. */
export function equalItems(a: Item, b: Item): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => {
    const left = a[name];
    const right = Object.hasOwn(b, name) ? b[name] : undefined;
    return left !== undefined && right !== undefined && equalValues(left, right);
  });
}

function equalLists(a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((value, index) => {
    const other = b[index];
    return other !== undefined && equalValues(value, other);
  });
}

/**
 * Order as `<` and `BETWEEN` see it, undefined where the two have no order: other types than
 * strings, numbers and bytes, or two different types.
 */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.N !== undefined) return b.N === undefined ? undefined : compareNumbers(a.N, b.N);
  if (a.S !== undefined) return b.S === undefined ? undefined : compareText(a.S, b.S);
  if (a.B !== undefined) return b.B === undefined ? undefined : Buffer.compare(a.B, b.B);
  return undefined;
}

/** Members of a set as comparable texts; undefined if the value is no set. */
export function setMembers(value: AttributeValue): readonly string[] | undefined {
  if (value.SS) return value.SS;
  if (value.NS) return value.NS;
  return value.BS?.map((bytes) => Buffer.from(bytes).toString("latin1"));
}
