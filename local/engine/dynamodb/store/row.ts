import type { Item } from "../attribute-value";
import type { KeyPosition, RangeOrder } from "../key";

/** An item at its place in a table or an index. */
export interface Row extends KeyPosition {
  item: Item;
  /** Upper bound of the item's bytes. */
  bound: number;
}

/** Order of rows of one partition; items with equal range keys (indexes only) by primary key. */
export type RowOrder = (a: Row, b: Row) => number;

/** Total order within a partition. */
export function rowOrder(order: RangeOrder): RowOrder {
  return (a, b) => order(a, b) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

/**
 * Where a partition stands in a scan. AWS scatters partitions by a hash it does not publish; any
 * fixed one will do, as long as it does not follow the order of the keys, because code must not
 * rely on that.
 */
export function scatter(hash: string): number {
  let h = 0x811c9dc5;
  for (let index = 0; index < hash.length; index++) {
    h = Math.imul(h ^ hash.charCodeAt(index), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** Index of the first row that is not before the place; rows are sorted by the same order. */
export function firstNotBefore<T>(rows: readonly T[], isBefore: (row: T) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(rows[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
