import type { AttributeValue, Item } from "./attribute-value";
import { bytesToText, compareText } from "./byte-order";
import { invalidParameters, keyMismatch, validationError } from "./errors";
import { canonicalNumber, compareNumbers } from "./number";
import type { KeyType } from "./table-definition";

/** An attribute of a table's or an index's key. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** Where an item stands: its partition, its place in it, and a text that is unique in the table. */
export interface KeyPosition {
  readonly key: string;
  readonly hash: string;
  /** Range key as text: the string, the canonical number, or one character per byte. */
  readonly text: string;
  /** Range key as a number, near enough to decide most comparisons; 0 for other types. */
  readonly number: number;
}

const HASH_BYTES_MAX = 2048;
const RANGE_BYTES_MAX = 1024;

/** The unique text of a key. */
export function keyText(hash: string, range: string | undefined): string {
  return range === undefined ? hash : `${hash.length}:${hash}${range}`;
}

/** Validated text of one key attribute. */
export function keyElement(value: AttributeValue, key: KeyAttribute, isHash: boolean): string {
  const text = elementText(value, key.type);
  if (text === undefined) throw keyMismatch();
  checkElement(text, key, isHash);
  return text;
}

/** Text of a key attribute; undefined if the value has another type. Numbers become canonical. */
export function elementText(value: AttributeValue, type: KeyType): string | undefined {
  if (type === "S") return typeof value.S === "string" ? value.S : undefined;
  if (type === "N") return typeof value.N === "string" ? canonicalNumber(value.N) : undefined;
  return value.B instanceof Uint8Array ? bytesToText(value.B) : undefined;
}

/** Keys are not empty and not longer than AWS allows. */
export function checkElement(text: string, { name, type }: KeyAttribute, isHash: boolean): void {
  if (type === "N") return;
  if (text === "") {
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === "S" ? "string" : "binary"} value. Key: ${name}`,
    );
  }
  const limit = isHash ? HASH_BYTES_MAX : RANGE_BYTES_MAX;
  // No string has more than three bytes for each of its code units.
  if (text.length * 3 <= limit) return;
  const bytes = type === "S" ? Buffer.byteLength(text) : text.length;
  if (bytes <= limit) return;
  throw invalidParameters(
    isHash
      ? `Size of hashkey has exceeded the maximum size limit of${HASH_BYTES_MAX} bytes`
      : `Aggregated size of all range keys has exceeded the size limit of ${RANGE_BYTES_MAX} bytes`,
  );
}

/** Order of two places within a partition by range key alone. */
export type RangeOrder = (a: RangePlace, b: RangePlace) => number;

/** The part of a position that range conditions look at. */
export interface RangePlace {
  readonly text: string;
  readonly number: number;
}

/** The order of a range key of this type; a table without one has a single place per partition. */
export function rangeOrder(range: KeyAttribute | undefined): RangeOrder {
  if (!range) return () => 0;
  if (range.type === "N") {
    return (a, b) =>
      a.number !== b.number ? (a.number < b.number ? -1 : 1) : compareNumbers(a.text, b.text);
  }
  return (a, b) => compareText(a.text, b.text);
}

/** A range key's place. */
export function rangePlace(text: string, range: KeyAttribute | undefined): RangePlace {
  return { text, number: range?.type === "N" ? +text : 0 };
}

/** The key attributes of an item, by name. */
export function pickAttributes(item: Item, names: readonly string[]): Item {
  const picked: Record<string, AttributeValue> = {};
  for (const name of names) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
