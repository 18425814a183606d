import type { Item } from "../attribute-value";
import type { KeyPosition } from "../key";
import { Store, type StoredRow } from "../store/store";
import { openStream } from "../streams/open-stream";
import { StreamClock, type StreamLog } from "../streams/stream-log";
import { TimeToLive } from "../time-to-live";
import type { Replica, TableContext } from "./replica";

/** A table in one region only. */
export class SingleReplica implements Replica {
  readonly stream: StreamLog | undefined;
  readonly timeToLive: TimeToLive | undefined;
  private readonly store: Store;
  private readonly sequence = new StreamClock();

  constructor(
    readonly table: TableContext,
    readonly region: string,
  ) {
    this.store = new Store(table.schema, table.tuning);
    this.stream = openStream(table, region);
    this.timeToLive = TimeToLive.of(this);
  }

  latest(): Store {
    return this.store;
  }

  local(): Store {
    return this.store;
  }

  beginWrite(key: string): StoredRow | undefined {
    return this.store.get(key);
  }

  commit(
    position: KeyPosition,
    row: StoredRow | undefined,
    item: Item | undefined,
    bound: number,
  ): void {
    this.write(position, row, item, bound, false);
  }

  expire(position: KeyPosition, row: StoredRow): void {
    this.write(position, row, undefined, 0, true);
  }

  private write(
    position: KeyPosition,
    row: StoredRow | undefined,
    item: Item | undefined,
    bound: number,
    expired: boolean,
  ): void {
    const before = row?.item;
    const atMs = this.table.tuning.timeline.nowMs();
    const version = { atMs, count: 0, region: this.region };
    if (item) this.store.put(position, row, item, bound, version);
    else this.store.delete(position.key, version, false);
    this.timeToLive?.track(position, item);
    if (!this.stream) return;
    this.stream.append({ sequence: this.sequence.next(), atMs, before, after: item, expired });
  }
}
