import type { Random } from "../random";
import type { Timeline } from "../timeline";
import type { Catalog } from "./catalog";
import { tableNotFound, validationError } from "./errors";
import { type EventualCoupling, EventualReplica } from "./replication/eventual-replica";
import type { Network } from "./replication/network";
import type { Replica, TableContext } from "./replication/replica";
import type { ReplicationQueue } from "./replication/replication-queue";
import { SingleReplica } from "./replication/single-replica";
import { StrongReplica } from "./replication/strong-replica";
import { Schema } from "./schema";
import { definitionProblems, type TableDefinition } from "./table-definition";
import { DEFAULT_KNOBS, type Knobs } from "./tuning";

/** What all tables of an engine share. */
interface TableSurroundings {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly accountId: string;
  readonly network: Network;
  readonly coupling: EventualCoupling;
  readonly knobs: Partial<Knobs> | undefined;
}

/** All tables in all regions. */
export class Tables implements Catalog {
  readonly transactions: Catalog["transactions"] = new Map();
  private readonly replicas = new Map<string, Map<string, Replica>>();

  constructor(private readonly surroundings: TableSurroundings) {}

  get accountId(): string {
    return this.surroundings.accountId;
  }

  create(definition: TableDefinition): void {
    const problems = definitionProblems(definition);
    for (const region of definition.regions) {
      if (this.replicas.get(region)?.has(definition.name)) {
        problems.push(`a table of this name exists in ${region}`);
      }
    }
    if (problems.length > 0) throw new Error(`table ${definition.name}: ${problems.join("; ")}`);
    const { knobs, network, random, timeline } = this.surroundings;
    const table: TableContext = {
      definition,
      schema: Schema.of(definition),
      tuning: { ...DEFAULT_KNOBS, ...knobs, timeline, random: random.fork(definition.name) },
      network,
      createdMs: timeline.nowMs(),
    };
    for (const replica of this.replicate(table)) {
      const tables = this.replicas.get(replica.region) ?? new Map<string, Replica>();
      this.replicas.set(replica.region, tables.set(definition.name, replica));
    }
  }

  find(region: string, tableName: string | undefined): Replica {
    if (tableName === undefined) throw validationError("The parameter 'TableName' is required");
    const name = tableName.startsWith("arn:") ? tableName.replace(/^.*:table\//, "") : tableName;
    const replica = this.replicas.get(region)?.get(name);
    if (!replica) throw tableNotFound();
    return replica;
  }

  names(region: string): readonly string[] {
    return [...(this.replicas.get(region)?.keys() ?? [])].sort();
  }

  /** All replicas of all tables, or of the table of this name. */
  all(tableName?: string): Replica[] {
    return [...this.replicas.values()]
      .flatMap((tables) => [...tables.values()])
      .filter(({ table }) => tableName === undefined || table.definition.name === tableName);
  }

  /** Cross-region: a region's copies of eventual tables. */
  eventual(region: string): EventualReplica[] {
    return this.all().filter(
      (replica): replica is EventualReplica =>
        replica instanceof EventualReplica && replica.region === region,
    );
  }

  /** Cross-region: what a region still has to send, of all tables or of one. */
  outgoing(from: string, tableName?: string): ReplicationQueue[] {
    return this.eventual(from)
      .filter(({ table }) => tableName === undefined || table.definition.name === tableName)
      .flatMap(({ outgoing }) => outgoing);
  }

  private replicate(table: TableContext): Replica[] {
    const { consistency, regions } = table.definition;
    if (consistency === "strong") return StrongReplica.group(table);
    if (consistency === "single") return regions.map((region) => new SingleReplica(table, region));
    return EventualReplica.group(table, this.surroundings.coupling);
  }
}
