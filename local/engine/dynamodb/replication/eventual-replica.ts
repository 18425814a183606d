import type { Item } from "../attribute-value";
import type { KeyPosition } from "../key";
import { type ItemVersion, isNewer } from "../store/item-version";
import { Store, type StoredRow } from "../store/store";
import { openStream } from "../streams/open-stream";
import { StreamClock, type StreamLog } from "../streams/stream-log";
import { TimeToLive } from "../time-to-live";
import type { Replica, TableContext } from "./replica";
import { type ReplicatedWrite, type ReplicationPace, ReplicationQueue } from "./replication-queue";

/** A write that arrived in another region. */
export interface ReplicationEvent {
  readonly table: string;
  readonly from: string;
  readonly to: string;
  readonly latencyMs: number;
  /** False if a later write had already won: nobody is told in AWS. */
  readonly applied: boolean;
}

/** How the regions of eventual tables are coupled. */
export interface EventualCoupling {
  pace(from: string, to: string): ReplicationPace;
  onReplicated(event: ReplicationEvent): void;
}

/** A deletion is remembered at least this long, and while any write is undelivered. */
const TOMBSTONE_MS = 3_600_000;

/**
 * Cross-region: one region of an eventual (MREC) table. Writes are evaluated and acknowledged here
 * alone and travel to the other regions afterwards; the last writer of an item wins, silently.
 */
export class EventualReplica implements Replica {
  readonly stream: StreamLog | undefined;
  readonly timeToLive: TimeToLive | undefined;
  readonly outgoing: ReplicationQueue[] = [];
  private store: Store;
  private readonly incoming: ReplicationQueue[] = [];
  private readonly sequence = new StreamClock();

  private constructor(
    readonly table: TableContext,
    readonly region: string,
  ) {
    this.store = new Store(table.schema, table.tuning);
    this.stream = openStream(table, region);
    this.timeToLive = TimeToLive.of(this);
  }

  /** All replicas of an eventual table. */
  static group(table: TableContext, coupling: EventualCoupling): EventualReplica[] {
    const replicas = table.definition.regions.map((region) => new EventualReplica(table, region));
    for (const source of replicas) {
      for (const target of replicas) if (source !== target) source.sendTo(target, coupling);
    }
    return replicas;
  }

  latest(): Store {
    return this.local();
  }

  local(): Store {
    for (const queue of this.incoming) if (queue.length > 0) queue.settle();
    return this.store;
  }

  beginWrite(key: string): StoredRow | undefined {
    return this.local().get(key);
  }

  commit(
    position: KeyPosition,
    row: StoredRow | undefined,
    item: Item | undefined,
    bound: number,
  ): void {
    const { network, tuning } = this.table;
    const sentMs = tuning.timeline.nowMs();
    const last = this.store.version(position.key);
    const clockMs = sentMs + network.clockSkewMs(this.region);
    // Cross-region: a write follows the write it was evaluated on, however wrong this region's clock is.
    const atMs = last && last.atMs > clockMs ? last.atMs : clockMs;
    const count = last?.atMs === atMs ? last.count + 1 : 0;
    const version = { atMs, count, region: this.region };
    this.send({ position, item, bound, version, sentMs, expired: false }, row);
  }

  /**
   * Cross-region: removes exactly the version that expired: a write elsewhere that renewed the item is later and
   * survives, even if it has not arrived here yet.
   */
  expire(position: KeyPosition, row: StoredRow): void {
    const version = { atMs: row.atMs, count: row.count + 1, region: this.region };
    const sentMs = this.table.tuning.timeline.nowMs();
    this.send({ position, item: undefined, bound: 0, version, sentMs, expired: true }, row);
  }

  /** Cross-region: replaces this copy by another region's, as AWS does when a replica is created anew. */
  rebuildFrom(source: EventualReplica): void {
    this.store = source.store.clone();
    for (const row of this.store.values()) this.timeToLive?.track(row, row.item);
  }

  private send(write: ReplicatedWrite, row: StoredRow | undefined): void {
    this.apply(write, row, write.expired);
    for (const queue of this.outgoing) queue.push(write);
    if (!write.item) this.forgetDeletions();
  }

  private receive(write: ReplicatedWrite): boolean {
    const last: ItemVersion | undefined = this.store.version(write.position.key);
    if (last && !isNewer(write.version, last)) return false;
    this.apply(write, this.store.get(write.position.key), false);
    return true;
  }

  private apply(write: ReplicatedWrite, row: StoredRow | undefined, expired: boolean): void {
    const { position, item, bound, version } = write;
    const before = row?.item;
    if (item) this.store.put(position, row, item, bound, version);
    else this.store.delete(position.key, version, true);
    this.timeToLive?.track(position, item);
    if (!this.stream || (!before && !item)) return;
    const atMs = this.table.tuning.timeline.nowMs();
    this.stream.append({ sequence: this.sequence.next(), atMs, before, after: item, expired });
  }

  private forgetDeletions(): void {
    const queues = [...this.incoming, ...this.outgoing];
    if (queues.some(({ oldestMs }) => oldestMs !== undefined && this.isOld(oldestMs))) return;
    this.store.forgetDeletions(this.table.tuning.timeline.nowMs() - TOMBSTONE_MS);
  }

  private isOld(atMs: number): boolean {
    return this.table.tuning.timeline.nowMs() - atMs >= TOMBSTONE_MS;
  }

  private sendTo(target: EventualReplica, coupling: EventualCoupling): void {
    const pace = coupling.pace(this.region, target.region);
    const { name: table } = this.table.definition;
    const link = { table, from: this.region, to: target.region };
    const queue = new ReplicationQueue(this.table, this.region, target.region, pace, (write) => {
      const applied = target.receive(write);
      const latencyMs = this.table.tuning.timeline.nowMs() - write.sentMs;
      coupling.onReplicated({ ...link, latencyMs, applied });
    });
    this.outgoing.push(queue);
    target.incoming.push(queue);
  }
}
