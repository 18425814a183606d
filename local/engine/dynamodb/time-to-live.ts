import type { Timer } from "../timeline";
import type { Item } from "./attribute-value";
import type { KeyPosition } from "./key";
import type { Replica } from "./replication/replica";

/** An item that expires; the entry is stale if the item was changed or removed since. */
interface Expiry {
  readonly expiresMs: number;
  readonly position: KeyPosition;
}

/** Long waits are cut into pieces: the timers of Node overflow after 24 days. */
const WAIT_MAX_MS = 24 * 3_600_000;
/** AWS takes a time further back for a mistake and keeps the item. */
const PAST_MAX_MS = 5 * 365 * 24 * 3_600_000;
/** How soon a region that is dark now is asked again. */
const DARK_RETRY_MS = 60_000;

/** Removes expired items of one replica, a configurable time after they expired. */
export class TimeToLive {
  /** Binary heap, earliest expiry first. */
  private readonly heap: Expiry[] = [];
  private timer: Timer | undefined;
  private timerMs = Number.POSITIVE_INFINITY;

  private constructor(
    private readonly replica: Replica,
    readonly attribute: string,
  ) {}

  /** The time to live of a replica; undefined if the table has none. */
  static of(replica: Replica): TimeToLive | undefined {
    const { ttlAttribute } = replica.table.definition;
    return ttlAttribute === undefined ? undefined : new TimeToLive(replica, ttlAttribute);
  }

  /** Notes when an item that was just written expires. */
  track(position: KeyPosition, item: Item | undefined): void {
    const expiresMs = item && this.expiryMs(item);
    if (expiresMs === undefined) return;
    if (expiresMs < this.replica.table.tuning.timeline.nowMs() - PAST_MAX_MS) return;
    this.push({ expiresMs, position });
    this.schedule();
  }

  /** Looks at the clock again, because the delay was changed. */
  schedule(): void {
    const first = this.heap[0];
    if (!first) return;
    const dueMs = first.expiresMs + this.delayMs;
    if (this.timer && this.timerMs <= dueMs) return;
    this.wakeAt(dueMs);
  }

  private get delayMs(): number {
    return this.replica.table.tuning.ttlDelayMs;
  }

  private wakeAt(atMs: number): void {
    this.timer?.cancel();
    const { timeline } = this.replica.table.tuning;
    const waitMs = Math.min(Math.max(0, atMs - timeline.nowMs()), WAIT_MAX_MS);
    this.timerMs = timeline.nowMs() + waitMs;
    this.timer = timeline.after(waitMs, () => this.sweep());
  }

  private sweep(): void {
    this.timer = undefined;
    const { network, tuning } = this.replica.table;
    const nowMs = tuning.timeline.nowMs();
    if (network.isDark(this.replica.region)) {
      this.wakeAt(nowMs + DARK_RETRY_MS);
      return;
    }
    for (;;) {
      const first = this.heap[0];
      if (!first || first.expiresMs + this.delayMs > nowMs) break;
      this.pop();
      const row = this.replica.local().get(first.position.key);
      // The item may have been renewed since, then a later entry stands for it.
      if (row && this.expiryMs(row.item) === first.expiresMs) {
        this.replica.expire(first.position, row);
      }
    }
    this.schedule();
  }

  private expiryMs(item: Item): number | undefined {
    const seconds = item[this.attribute]?.N;
    return seconds === undefined ? undefined : Math.floor(+seconds) * 1000;
  }

  private push(entry: Expiry): void {
    const { heap } = this;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Expiry;
      if (above.expiresMs <= entry.expiresMs) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const right = heap[child + 1];
      if (right && right.expiresMs < (heap[child] as Expiry).expiresMs) child += 1;
      const below = heap[child];
      if (!below || below.expiresMs >= last.expiresMs) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }
}
