import type { Item } from "../attribute-value";
import type { KeyPosition } from "../key";
import type { Schema } from "../schema";
import type { Tuning } from "../tuning";
import type { ItemVersion } from "./item-version";
import { Partitions } from "./partitions";
import { type Row, rowOrder } from "./row";
import { SecondaryIndex } from "./secondary-index";

/** A stored item, its last write, and what stood there before it. */
export interface StoredRow extends Row, ItemVersion {
  atMs: number;
  count: number;
  region: string;
  /** For stale reads: the item before the last write. */
  before: Item | undefined;
}

/** A deleted key: needed as long as a competing write may still arrive. */
interface Tombstone extends ItemVersion {
  readonly key: string;
}

/** One copy of a table: items by key, partitions sorted by range key, and indexes. */
export class Store {
  private readonly rows = new Map<string, StoredRow>();
  private readonly tombstones = new Map<string, Tombstone>();
  private readonly partitions: Partitions;
  /** Without a range key every partition has one item; they are only kept once somebody scans. */
  private partitioned: boolean;
  private readonly indexes: SecondaryIndex[];

  constructor(
    readonly schema: Schema,
    private readonly tuning: Tuning,
    indexes?: SecondaryIndex[],
  ) {
    this.partitions = new Partitions(rowOrder(schema.keys.order));
    this.partitioned = schema.keys.range !== undefined;
    this.indexes = indexes ?? schema.indexes.map((index) => new SecondaryIndex(index));
  }

  get itemCount(): number {
    return this.rows.size;
  }

  get(key: string): StoredRow | undefined {
    return this.rows.get(key);
  }

  /** The last write of a key, deletions included. */
  version(key: string): ItemVersion | undefined {
    const row = this.rows.get(key);
    if (row || this.tombstones.size === 0) return row;
    return this.tombstones.get(key);
  }

  /** Stores an item; `existing` is what `get` answered for its key. */
  put(
    position: KeyPosition,
    existing: StoredRow | undefined,
    item: Item,
    bound: number,
    { atMs, count, region }: ItemVersion,
  ): void {
    const { key } = position;
    if (existing) {
      existing.before = existing.item;
      existing.item = item;
      existing.bound = bound;
      existing.atMs = atMs;
      existing.count = count;
      existing.region = region;
    } else {
      const { hash, text, number } = position;
      const before = undefined;
      const row = { key, hash, text, number, item, bound, atMs, count, region, before };
      this.rows.set(key, row);
      if (this.partitioned) this.partitions.insert(row);
      if (this.tombstones.size > 0) this.tombstones.delete(key);
    }
    this.index(key, item, bound);
  }

  /** Removes an item; a global table remembers the deletion, see `forgetDeletions`. */
  delete(key: string, version: ItemVersion, remember: boolean): void {
    if (remember) {
      // Deleting first moves the key to the end: tombstones are sorted by time.
      this.tombstones.delete(key);
      this.tombstones.set(key, { key, ...version });
    }
    const row = this.rows.get(key);
    if (!row) return;
    this.rows.delete(key);
    if (this.partitioned) this.partitions.remove(row);
    this.index(key, undefined, 0);
  }

  /** Cross-region: forgets deletions so old that no competing write can still be on its way. */
  forgetDeletions(beforeMs: number): void {
    for (const { key, atMs } of this.tombstones.values()) {
      if (atMs >= beforeMs) return;
      this.tombstones.delete(key);
    }
  }

  /** All items in the order they were first written. */
  values(): IterableIterator<StoredRow> {
    return this.rows.values();
  }

  /** Partitions of the table, or of one of its indexes as it is visible now. */
  view(index: string | undefined): Partitions {
    if (index === undefined) return this.tablePartitions();
    const found = this.indexes.find(({ schema }) => schema.name === index);
    if (!found) throw new Error(`the schema has no index ${index}`);
    return found.view(this.tuning.timeline.nowMs(), this.tuning.indexLagMs);
  }

  /** A copy that no longer follows this store. */
  clone(): Store {
    const indexes = this.indexes.map((index) => index.clone());
    const copy = new Store(this.schema, this.tuning, indexes);
    for (const row of this.rows.values()) {
      const own = { ...row };
      copy.rows.set(row.key, own);
      if (copy.partitioned) copy.partitions.insert(own);
    }
    for (const [key, tombstone] of this.tombstones) copy.tombstones.set(key, tombstone);
    return copy;
  }

  private tablePartitions(): Partitions {
    if (!this.partitioned) {
      this.partitioned = true;
      for (const row of this.rows.values()) this.partitions.insert(row);
    }
    return this.partitions;
  }

  private index(key: string, item: Item | undefined, bound: number): void {
    if (this.indexes.length === 0) return;
    const change = { atMs: this.tuning.timeline.nowMs(), key, item, bound };
    for (const index of this.indexes) index.record(change, this.tuning.indexLagMs);
  }
}
