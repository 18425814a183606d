import type { Item } from "../attribute-value";
import { validationError } from "../errors";
import { itemSize } from "../item-size";

/** Capacity as SDK clients read it; the split by index is not modelled. */
export interface ConsumedCapacity {
  readonly TableName: string;
  readonly CapacityUnits: number;
}

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/** Whether a request asked for its capacity. */
export function wantsCapacity(requested: string | undefined): boolean {
  if (requested === undefined || requested === "NONE") return false;
  if (requested === "TOTAL" || requested === "INDEXES") return true;
  throw validationError(
    `1 validation error detected: Value '${requested}' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]`,
  );
}

/** Read units: half of them if the read need not be consistent. */
export function readUnits(bytes: number, consistent: boolean | undefined): number {
  const units = Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES));
  return consistent ? units : units / 2;
}

/** Write units: the larger of the item before and after counts. */
export function writeUnits(...items: (Item | undefined)[]): number {
  const bytes = Math.max(0, ...items.map((item) => (item ? itemSize(item) : 0)));
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}
