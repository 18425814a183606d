import { NotModelled } from "../aws-error";
import type { Random } from "../random";
import type { Caller, Links, Service } from "../service";
import type { Timeline } from "../timeline";
import { equalItems, type Item } from "./attribute-value";
import { endpointUnreachable } from "./errors";
import { OPERATIONS } from "./operations/registry";
import { EventualReplica, type ReplicationEvent } from "./replication/eventual-replica";
import { Network } from "./replication/network";
import type { ReplicationPace } from "./replication/replication-queue";
import { StrongReplica } from "./replication/strong-replica";
import { type StreamRecord, streamRecord } from "./streams/stream-record";
import type { TableDefinition } from "./table-definition";
import { Tables } from "./tables";
import type { Knobs } from "./tuning";

export interface DynamoDbOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly links: Links;
  /** @default "000000000000" */
  readonly accountId?: string;
  /**
   * Cross-region: how long a write of an eventual table travels to another region.
   * @default 500
   */
  readonly replicationLagMs?: number;
  /** Behaviour of every table in time; `tune` changes it later. */
  readonly knobs?: Partial<Knobs>;
}

/** A write that was lost with its region. */
interface LostWrite {
  readonly table: string;
  readonly to: string;
  readonly item: Item | undefined;
  readonly atMs: number;
}

/** AWS says "usually within a second"; our tests set what they need. */
const REPLICATION_LAG_MS = 500;

/**
 * DynamoDB in all regions, in memory and synchronous: tables, indexes, streams, time to live and
 * global tables of both kinds. Answers share values with the store, see `Item`.
 */
export class DynamoDb implements Service {
  readonly name = "dynamodb";
  private readonly network: Network;
  private readonly paces = new Map<string, ReplicationPace>();
  private readonly replicationListeners: ((event: ReplicationEvent) => void)[] = [];
  private readonly tables: Tables;

  constructor(private readonly options: DynamoDbOptions) {
    this.network = new Network(options.links);
    this.tables = new Tables({
      timeline: options.timeline,
      random: options.random,
      accountId: options.accountId ?? "000000000000",
      network: this.network,
      coupling: {
        pace: (from, to) => this.pace(from, to),
        onReplicated: (event) => {
          for (const listener of this.replicationListeners) listener(event);
        },
      },
      knobs: options.knobs,
    });
  }

  /** Declares a table and all its replicas. */
  createTable(definition: TableDefinition): void {
    this.tables.create(definition);
  }

  call(caller: Caller, operation: string, input: Record<string, unknown>): unknown {
    const registered = OPERATIONS.get(operation);
    if (!registered) throw new NotModelled(this.name, operation);
    for (const member in input) {
      if (!registered.members.has(member) && input[member] !== undefined) {
        throw new NotModelled(this.name, operation, member);
      }
    }
    if (this.network.isDark(caller.region)) throw endpointUnreachable(caller.region);
    return registered.run(this.tables, caller.region, input);
  }

  /** Cross-region: a dark region answers nobody and votes nowhere; its data stays. */
  setRegionDark(region: string, dark: boolean): void {
    this.network.setDark(region, dark);
    this.networkChanged();
  }

  /** Cross-region: how wrong a region's clock is when it decides who wrote last. */
  setClockSkew(region: string, skewMs: number): void {
    this.network.setClockSkew(region, skewMs);
  }

  /** Cross-region: to be called after links changed; trapped writes leave, replicas catch up. */
  networkChanged(): void {
    for (const replica of this.tables.all()) {
      if (replica instanceof StrongReplica) replica.catchUp();
      if (replica instanceof EventualReplica) for (const queue of replica.outgoing) queue.settle();
    }
  }

  /** Cross-region: sets the pace of eventual replication between two regions, for all tables. */
  setReplication(from: string, to: string, pace: Partial<ReplicationPace>): void {
    Object.assign(this.pace(from, to), pace);
    this.networkChanged();
  }

  /** Turns the knobs of one table, or of all of them. */
  tune(knobs: Partial<Knobs>, tableName?: string): void {
    for (const { table, timeToLive } of this.tables.all(tableName)) {
      Object.assign(table.tuning, knobs);
      timeToLive?.schedule();
    }
  }

  /** Cross-region: calls back for every write that arrives in another region; ReplicationLatency. */
  onReplicated(listener: (event: ReplicationEvent) => void): void {
    this.replicationListeners.push(listener);
  }

  /** Cross-region: writes of a region that have not arrived where they should. */
  trappedWrites(from: string, tableName?: string): number {
    return this.tables.outgoing(from, tableName).reduce((sum, { length }) => sum + length, 0);
  }

  /** Cross-region: age of the oldest write on its way; 0 when there is none. */
  replicationAgeMs(from: string, to: string, tableName: string): number {
    const queue = this.tables.outgoing(from, tableName).find((candidate) => candidate.to === to);
    const oldestMs = queue?.oldestMs;
    return oldestMs === undefined ? 0 : this.options.timeline.nowMs() - oldestMs;
  }

  /**
   * Cross-region: the undelivered writes of a region are gone for good. Its own copy keeps them:
   * a region that comes back from this is rebuilt, see `rebuildReplica`.
   */
  loseTrappedWrites(from: string): LostWrite[] {
    return this.tables.eventual(from).flatMap(({ outgoing, table }) =>
      outgoing.flatMap((queue) =>
        queue.lose().map(({ item, position, sentMs }) => ({
          table: table.definition.name,
          to: queue.to,
          item: item ?? { key: { S: position.key } },
          atMs: sentMs,
        })),
      ),
    );
  }

  /** Cross-region: replaces a region's copies of all eventual tables by those of another region. */
  rebuildReplica(region: string, source: string): void {
    for (const replica of this.tables.eventual(region)) {
      const from = this.tables.find(source, replica.table.definition.name);
      if (from instanceof EventualReplica) replica.rebuildFrom(from);
    }
  }

  /** Items as they count: of a strong table what the quorum agreed on, else what the region has. */
  *items(region: string, tableName: string): IterableIterator<Item> {
    const replica = this.tables.find(region, tableName);
    const store = replica instanceof StrongReplica ? replica.agreed : replica.local();
    for (const row of store.values()) yield row.item;
  }

  /** One item as `items` would show it, by its partition key; no read that could fail or be late. */
  itemOf(region: string, tableName: string, key: string): Item | undefined {
    const replica = this.tables.find(region, tableName);
    const store = replica instanceof StrongReplica ? replica.agreed : replica.local();
    return store.get(key)?.item;
  }

  /** Items as this region alone sees them now. */
  *replicaItems(region: string, tableName: string): IterableIterator<Item> {
    for (const row of this.tables.find(region, tableName).local().values()) yield row.item;
  }

  /** Cross-region: keys of items that are not the same in all regions of a table. */
  differences(tableName: string): string[] {
    const stores = this.tables.all(tableName).map((replica) => replica.local());
    const keys = new Set(stores.flatMap((store) => [...store.values()].map(({ key }) => key)));
    return [...keys].filter((key) => {
      const [first, ...others] = stores.map((store) => store.get(key)?.item);
      return others.some((item) => !first || !item || !equalItems(first, item));
    });
  }

  /** Calls back with the stream records of a table in a region; returns how to end it. */
  subscribe(
    region: string,
    tableName: string,
    listener: (records: StreamRecord[]) => void,
  ): () => void {
    const replica = this.tables.find(region, tableName);
    if (!replica.stream) throw new Error(`table ${tableName} has no stream in ${region}`);
    return replica.stream.subscribe((changes) =>
      listener(changes.map((change) => streamRecord(replica, change))),
    );
  }

  private pace(from: string, to: string): ReplicationPace {
    const id = `${from}>${to}`;
    const { replicationLagMs = REPLICATION_LAG_MS } = this.options;
    const pace = this.paces.get(id) ?? { lagMs: replicationLagMs, stopped: false };
    this.paces.set(id, pace);
    return pace;
  }
}
