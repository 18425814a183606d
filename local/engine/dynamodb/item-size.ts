import { type AttributeValue, type Item, typeOf } from "./attribute-value";
import { significantDigits } from "./number";

/** The largest item DynamoDB stores, attribute names included. */
export const ITEM_BYTES_MAX = 400 * 1024;

/** Bytes an item counts for, by the rules in AWS's documentation of item sizes. */
export function itemSize(item: Item): number {
  let bytes = 0;
  for (const name in item) {
    const value = item[name];
    if (value) bytes += Buffer.byteLength(name) + valueSize(value);
  }
  return bytes;
}

function valueSize(value: AttributeValue): number {
  switch (typeOf(value)) {
    case "S":
      return Buffer.byteLength(value.S ?? "");
    case "N":
      return numberSize(value.N ?? "");
    case "B":
      return value.B?.byteLength ?? 0;
    case "BOOL":
    case "NULL":
      return 1;
    case "SS":
      return total(value.SS, (text) => Buffer.byteLength(text));
    case "NS":
      return total(value.NS, numberSize);
    case "BS":
      return total(value.BS, (bytes) => bytes.byteLength);
    case "L":
      // Three bytes for the container and one for each element.
      return 3 + total(value.L, (element) => 1 + valueSize(element));
    case "M":
      return 3 + Object.keys(value.M ?? {}).length + itemSize(value.M ?? {});
  }
}

function numberSize(text: string): number {
  return Math.ceil(significantDigits(text) / 2) + 1 + (text.startsWith("-") ? 1 : 0);
}

function total<T>(members: readonly T[] | undefined, size: (member: T) => number): number {
  let bytes = 0;
  for (const member of members ?? []) bytes += size(member);
  return bytes;
}
