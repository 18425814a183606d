import { AwsError } from "../../aws-error";
import type { Catalog } from "../catalog";
import { validationError } from "../errors";
import { itemSize } from "../item-size";
import type { Replica } from "../replication/replica";
import { streamArn } from "../streams/stream-arn";
import type { IndexDefinition, TableDefinition } from "../table-definition";

interface TableInput {
  readonly TableName?: string;
}

/** What AWS says about a table, as far as it was declared. */
export function describeTable(catalog: Catalog, region: string, input: TableInput): unknown {
  const replica = named(catalog, region, input.TableName);
  const { createdMs, definition, network } = replica.table;
  const { consistency, regions, stream, witness } = definition;
  const arn = `arn:aws:dynamodb:${region}:${catalog.accountId}:table/${definition.name}`;
  const rows = [...replica.local().values()];
  const description: Record<string, unknown> = {
    TableName: definition.name,
    TableArn: arn,
    TableStatus: "ACTIVE",
    CreationDateTime: new Date(createdMs),
    KeySchema: keySchema(definition),
    AttributeDefinitions: definition.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    ItemCount: rows.length,
    TableSizeBytes: rows.reduce((sum, { item }) => sum + itemSize(item), 0),
  };
  if (definition.indexes.length > 0) {
    description.GlobalSecondaryIndexes = definition.indexes.map((index) => describe(index, arn));
  }
  if (replica.stream) {
    description.StreamSpecification = { StreamEnabled: true, StreamViewType: stream };
    description.LatestStreamLabel = replica.stream.label;
    description.LatestStreamArn = streamArn(catalog.accountId, replica);
  }
  if (consistency !== "single") {
    description.GlobalTableVersion = "2019.11.21";
    description.MultiRegionConsistency = consistency === "strong" ? "STRONG" : "EVENTUAL";
    description.Replicas = regions
      .filter((other) => other !== region)
      .map((other) => ({
        RegionName: other,
        ReplicaStatus: network.isDark(other) ? "REGION_DISABLED" : "ACTIVE",
      }));
  }
  if (witness !== undefined) {
    description.GlobalTableWitnesses = [{ RegionName: witness, WitnessStatus: "ACTIVE" }];
  }
  return { Table: description };
}

/** Whether and by which attribute items of a table expire. */
export function describeTimeToLive(catalog: Catalog, region: string, input: TableInput): unknown {
  const { ttlAttribute } = named(catalog, region, input.TableName).table.definition;
  if (ttlAttribute === undefined) {
    return { TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } };
  }
  return {
    TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: ttlAttribute },
  };
}

interface ListTablesInput {
  readonly ExclusiveStartTableName?: string;
  readonly Limit?: number;
}

const LIST_TABLES_MAX = 100;

/** Names of the tables of a region, by pages. */
export function listTables(catalog: Catalog, region: string, input: ListTablesInput): unknown {
  const { ExclusiveStartTableName: start, Limit: limit = LIST_TABLES_MAX } = input;
  if (limit < 1 || limit > LIST_TABLES_MAX) {
    throw validationError(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and ${LIST_TABLES_MAX}`,
    );
  }
  const names = catalog.names(region).filter((name) => start === undefined || name > start);
  const page = names.slice(0, limit);
  if (names.length === page.length) return { TableNames: page };
  return { TableNames: page, LastEvaluatedTableName: page[page.length - 1] };
}

/** Table operations name the table in their error, item operations do not. */
function named(catalog: Catalog, region: string, name: string | undefined): Replica {
  try {
    return catalog.find(region, name);
  } catch (problem) {
    const known = problem instanceof AwsError && problem.name === "ResourceNotFoundException";
    if (!known) throw problem;
    throw new AwsError(problem.name, `Requested resource not found: Table: ${name} not found`);
  }
}

function keySchema({ hashKey, rangeKey }: TableDefinition | IndexDefinition): object[] {
  const hash = { AttributeName: hashKey, KeyType: "HASH" };
  return rangeKey === undefined ? [hash] : [hash, { AttributeName: rangeKey, KeyType: "RANGE" }];
}

function describe(index: IndexDefinition, tableArn: string): object {
  const projection = { ProjectionType: index.projection };
  const { nonKeyAttributes } = index;
  return {
    IndexName: index.name,
    IndexArn: `${tableArn}/index/${index.name}`,
    IndexStatus: "ACTIVE",
    KeySchema: keySchema(index),
    Projection: nonKeyAttributes
      ? { ...projection, NonKeyAttributes: [...nonKeyAttributes] }
      : projection,
  };
}
