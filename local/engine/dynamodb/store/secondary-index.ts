import type { Item } from "../attribute-value";
import type { KeyPosition } from "../key";
import { elementText, rangePlace } from "../key";
import type { IndexSchema } from "../schema";
import { Partitions } from "./partitions";
import { type Row, rowOrder } from "./row";

/** A change of the table that the index may not show yet. */
interface IndexChange {
  readonly atMs: number;
  readonly key: string;
  readonly item: Item | undefined;
  readonly bound: number;
}

/** Changes that wait for a reader; beyond this they are applied when their time has come. */
const WAITING_MAX = 1024;

/**
 * A sparse global secondary index. Writes only note what changed; the next reader brings the index
 * up to `now - lag`. Most items change several times between two reads of an index, so this saves
 * the work of moving rows that nobody sees, and it makes a stale index possible.
 */
export class SecondaryIndex {
  private readonly rowsByKey = new Map<string, Row>();
  private readonly partitions: Partitions;
  private waiting: IndexChange[] = [];

  constructor(readonly schema: IndexSchema) {
    this.partitions = new Partitions(rowOrder(schema.keys.order));
  }

  record(change: IndexChange, lagMs: number): void {
    this.waiting.push(change);
    if (this.waiting.length >= WAITING_MAX) this.settle(change.atMs, lagMs);
  }

  /** The index as a reader sees it now. */
  view(nowMs: number, lagMs: number): Partitions {
    if (this.waiting.length > 0) this.settle(nowMs, lagMs);
    return this.partitions;
  }

  /** An index that shows the same rows and has the same changes ahead of it. */
  clone(): SecondaryIndex {
    const copy = new SecondaryIndex(this.schema);
    for (const row of this.rowsByKey.values()) copy.insert({ ...row });
    copy.waiting = [...this.waiting];
    return copy;
  }

  private settle(nowMs: number, lagMs: number): void {
    let due = 0;
    while (due < this.waiting.length && (this.waiting[due]?.atMs ?? 0) + lagMs <= nowMs) due += 1;
    if (due === 0) return;
    const changes = this.waiting.splice(0, due);
    const latest = new Map(changes.map((change) => [change.key, change]));
    for (const change of latest.values()) this.apply(change);
  }

  private apply({ key, item, bound }: IndexChange): void {
    const existing = this.rowsByKey.get(key);
    const next = item && this.position(key, item);
    if (existing && next && existing.hash === next.hash && existing.text === next.text) {
      existing.item = item;
      existing.bound = bound;
      return;
    }
    if (existing) {
      this.partitions.remove(existing);
      this.rowsByKey.delete(key);
    }
    if (next) this.insert({ ...next, item, bound });
  }

  private insert(row: Row): void {
    this.rowsByKey.set(row.key, row);
    this.partitions.insert(row);
  }

  /** Sparse: an item without one of the index's keys has no place in it. */
  private position(key: string, item: Item): KeyPosition | undefined {
    const { hash, range } = this.schema.keys;
    const hashValue = item[hash.name];
    const hashText = hashValue && elementText(hashValue, hash.type);
    if (hashText === undefined) return undefined;
    if (!range) return { key, hash: hashText, text: "", number: 0 };
    const rangeValue = item[range.name];
    const text = rangeValue && elementText(rangeValue, range.type);
    if (text === undefined) return undefined;
    return { key, hash: hashText, ...rangePlace(text, range) };
  }
}
