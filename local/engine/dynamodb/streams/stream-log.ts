import type { Timeline } from "../../timeline";
import { equalItems, type Item } from "../attribute-value";
import { firstNotBefore } from "../store/row";

/** A change of one item. */
export interface Change {
  readonly sequence: number;
  readonly atMs: number;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  /** Removed because its time to live was over, not by a request. */
  readonly expired: boolean;
}

/** Receives changes in order, some time after they were made. */
type StreamListener = (changes: readonly Change[]) => void;

/** AWS keeps records for a day. The number is ours: a laptop must not fill its memory. */
const RETENTION_MS = 24 * 3_600_000;
const RECORDS_MAX = 100_000;

/** Numbers the changes of a stream. Cross-region: the replicas of a strong table share one. */
export class StreamClock {
  private last = 0;

  next(): number {
    this.last += 1;
    return this.last;
  }
}

/** The stream of a table in one region: an ordered log with listeners. */
export class StreamLog {
  private readonly listeners = new Set<StreamListener>();
  private records: Change[] = [];
  private undelivered: Change[] = [];
  private lastSequence = 0;

  constructor(
    private readonly timeline: Timeline,
    readonly label: string,
  ) {}

  /** Sequence of the newest record; 0 if there never was one. */
  get newest(): number {
    return this.lastSequence;
  }

  /** Sequence of the oldest record that is still there. */
  get oldest(): number {
    this.trim();
    return this.records[0]?.sequence ?? this.lastSequence + 1;
  }

  append(change: Change): void {
    this.lastSequence = change.sequence;
    this.records.push(change);
    if (this.records.length > 2 * RECORDS_MAX) this.trim();
    if (this.listeners.size === 0) return;
    this.undelivered.push(change);
    // Listeners run after the write returned: they may write themselves.
    if (this.undelivered.length === 1) this.timeline.after(0, () => this.notify());
  }

  /** Up to `limit` records from a sequence on. Writes that changed nothing leave no record. */
  read(from: number, limit: number): { changes: Change[]; next: number } {
    this.trim();
    const changes: Change[] = [];
    let next = from;
    for (
      let index = firstNotBefore(this.records, ({ sequence }) => sequence < from);
      index < this.records.length;
      index++
    ) {
      if (changes.length >= limit) break;
      const change = this.records[index] as Change;
      next = change.sequence + 1;
      if (isVisible(change)) changes.push(change);
    }
    return { changes, next };
  }

  /** Returns a function that ends the subscription. */
  subscribe(listener: StreamListener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private notify(): void {
    const changes = this.undelivered.filter(isVisible);
    this.undelivered = [];
    if (changes.length === 0) return;
    for (const listener of this.listeners) listener(changes);
  }

  private trim(): void {
    const oldestMs = this.timeline.nowMs() - RETENTION_MS;
    let gone = Math.max(0, this.records.length - RECORDS_MAX);
    while (gone < this.records.length && (this.records[gone]?.atMs ?? oldestMs) < oldestMs) {
      gone += 1;
    }
    if (gone > 0) this.records = this.records.slice(gone);
  }
}

function isVisible({ before, after }: Change): boolean {
  return !before || !after || !equalItems(before, after);
}
