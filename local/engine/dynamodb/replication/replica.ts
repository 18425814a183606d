import type { Item } from "../attribute-value";
import type { KeyPosition } from "../key";
import type { Schema } from "../schema";
import type { Store, StoredRow } from "../store/store";
import type { StreamLog } from "../streams/stream-log";
import type { TableDefinition } from "../table-definition";
import type { TimeToLive } from "../time-to-live";
import type { Tuning } from "../tuning";
import type { Network } from "./network";

/** What the replicas of one table share. */
export interface TableContext {
  readonly definition: TableDefinition;
  readonly schema: Schema;
  readonly tuning: Tuning;
  readonly network: Network;
  readonly createdMs: number;
}

/** A table as one region sees it. How regions agree is the business of its implementations. */
export interface Replica {
  readonly region: string;
  readonly table: TableContext;
  readonly stream: StreamLog | undefined;
  readonly timeToLive: TimeToLive | undefined;

  /** Copy for strongly consistent reads; throws where nobody can know what is latest. */
  latest(): Store;

  /** Copy for eventually consistent reads. */
  local(): Store;

  /** The item that a write is evaluated on; throws if the write has to be refused. */
  beginWrite(key: string): StoredRow | undefined;

  /** Stores the item, or removes it if undefined. `row` is what `beginWrite` answered. */
  commit(
    position: KeyPosition,
    row: StoredRow | undefined,
    item: Item | undefined,
    bound: number,
  ): void;

  /** Removes an item whose time to live is over. */
  expire(position: KeyPosition, row: StoredRow): void;
}
