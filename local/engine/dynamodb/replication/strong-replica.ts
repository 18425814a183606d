import type { Item } from "../attribute-value";
import { quorumLost, writeConflict } from "../errors";
import type { KeyPosition } from "../key";
import { Store, type StoredRow } from "../store/store";
import { openStream } from "../streams/open-stream";
import { type Change, StreamClock, type StreamLog } from "../streams/stream-log";
import type { Replica, TableContext } from "./replica";

/**
 * Cross-region: the three members of a strong (MRSC) table. Every acknowledged write is on two of
 * them, so any two that are connected know every acknowledged write. That is why one store can
 * stand for all members that have a quorum, and only a cut-off replica needs a copy of its own.
 */
class StrongGroup {
  readonly store: Store;
  readonly replicas: StrongReplica[] = [];
  readonly sequence = new StreamClock();
  private readonly members: readonly string[];

  constructor(readonly table: TableContext) {
    const { regions, witness } = table.definition;
    this.members = witness === undefined ? regions : [...regions, witness];
    this.store = new Store(table.schema, table.tuning);
  }

  /** Whether the region can reach one more member, both ways: two of three. */
  hasQuorum(region: string): boolean {
    for (const member of this.members) {
      if (member !== region && this.table.network.areConnected(region, member)) return true;
    }
    return false;
  }
}

/** One region of a strong table. It never answers for all regions unless it has a quorum. */
export class StrongReplica implements Replica {
  readonly stream: StreamLog | undefined;
  readonly timeToLive = undefined;
  /** What this replica still shows since it was cut off; undefined while it is up to date. */
  private cutOff: Store | undefined;
  /** Stream records that wait for this replica to come back. */
  private missed: Change[] = [];

  private constructor(
    private readonly group: StrongGroup,
    readonly region: string,
  ) {
    this.stream = openStream(group.table, region);
  }

  /** All replicas of a strong table. */
  static group(table: TableContext): StrongReplica[] {
    const group = new StrongGroup(table);
    for (const region of table.definition.regions) {
      group.replicas.push(new StrongReplica(group, region));
    }
    return group.replicas;
  }

  get table(): TableContext {
    return this.group.table;
  }

  /** Cross-region: the linearizable state, which outlives the loss of any one member. */
  get agreed(): Store {
    return this.group.store;
  }

  latest(): Store {
    this.requireQuorum();
    return this.group.store;
  }

  local(): Store {
    this.catchUp();
    return this.cutOff ?? this.group.store;
  }

  beginWrite(key: string): StoredRow | undefined {
    this.requireQuorum();
    const { store } = this.group;
    const { conflictWindowMs, timeline } = this.table.tuning;
    if (conflictWindowMs > 0) {
      const last = store.version(key);
      if (last && last.region !== this.region && timeline.nowMs() - last.atMs < conflictWindowMs) {
        throw writeConflict();
      }
    }
    return store.get(key);
  }

  commit(
    position: KeyPosition,
    row: StoredRow | undefined,
    item: Item | undefined,
    bound: number,
  ): void {
    const { replicas, sequence, store } = this.group;
    const { conflictWindowMs, timeline } = this.table.tuning;
    for (const replica of replicas) if (replica !== this) replica.prepare();
    const before = row?.item;
    const atMs = timeline.nowMs();
    const version = { atMs, count: 0, region: this.region };
    if (item) store.put(position, row, item, bound, version);
    else {
      store.delete(position.key, version, true);
      store.forgetDeletions(atMs - conflictWindowMs);
    }
    const change = { sequence: sequence.next(), atMs, before, after: item, expired: false };
    for (const replica of replicas) replica.publish(change);
  }

  expire(): void {
    throw new Error("a strong table has no time to live");
  }

  /** Cross-region: a replica that is connected again learns what it missed. */
  catchUp(): void {
    if (!this.cutOff || !this.group.hasQuorum(this.region)) return;
    this.cutOff = undefined;
    const { missed } = this;
    this.missed = [];
    for (const change of missed) this.stream?.append(change);
  }

  private requireQuorum(): void {
    if (!this.group.hasQuorum(this.region)) throw quorumLost(this.region);
    if (this.cutOff) this.catchUp();
  }

  /** Cross-region: before a write elsewhere; a replica that will miss it keeps what it has. */
  private prepare(): void {
    if (this.group.hasQuorum(this.region)) this.catchUp();
    else this.cutOff ??= this.group.store.clone();
  }

  private publish(change: Change): void {
    if (!this.stream) return;
    if (this.cutOff) this.missed.push(change);
    else this.stream.append(change);
  }
}
