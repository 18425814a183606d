import { type Authority, authorityFrom } from "./control-item";
import type { Item } from "./payment-record";

/** The control item with what failover decisions need beside the authority itself. */
export interface ControlRecord extends Authority {
  /** When authority last changed, on the wall clock of the region that changed it. */
  readonly changedMs: number;
  readonly by: string;
}

/** Undefined when the item is missing or damaged: nothing may be decided on it then. */
export function controlRecordFrom(item: unknown): ControlRecord | undefined {
  const authority = authorityFrom(item);
  const { changed, by } = (item ?? {}) as Item;
  const changedMs = Number(changed?.N ?? Number.NaN);
  if (!authority || !Number.isFinite(changedMs) || !Number.isFinite(authority.epoch)) {
    return undefined;
  }
  return { ...authority, changedMs, by: by?.S ?? "" };
}
