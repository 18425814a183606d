import { Cloud } from "../engine/cloud";
import { DynamoDb } from "../engine/dynamodb/dynamodb";
import type { Random } from "../engine/random";
import type { ReplicationEvent } from "../engine/s3/replication";
import { S3 } from "../engine/s3/s3";
import { Secrets } from "../engine/secrets/secrets";
import type { Links } from "../engine/service";
import { type ParameterChange, Ssm } from "../engine/ssm/ssm";
import type { Timeline } from "../engine/timeline";
import type { Topology } from "../topology/topology";

/** What the stores run on, and who hears of changes in them. */
export interface StoresWorld {
  readonly topology: Topology;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly links: Links;
  onParameterChange(change: ParameterChange): void;
  onReplicationEvent(event: ReplicationEvent): void;
}

/** The services that keep data, with what the program puts into them. */
export interface Stores {
  readonly cloud: Cloud;
  readonly dynamo: DynamoDb;
  readonly s3: S3;
  readonly ssm: Ssm;
  /** Keys of parameters that were written later, which no declaration knows. */
  keyOf(resourceArn: string): string | undefined;
}

/** Opens the stores of all regions. What the program declares is there already and no change. */
export function openStores(world: StoresWorld): Stores {
  const { topology, timeline, random, links } = world;
  const { account } = topology;
  const dynamo = new DynamoDb({ timeline, random, links, accountId: account });
  const onReplicationEvent = (event: ReplicationEvent) => world.onReplicationEvent(event);
  const s3 = new S3({ timeline, random, links, onReplicationEvent });
  let isOpen = false;
  const ssm = new Ssm({
    timeline,
    account,
    onChange: (change) => {
      if (isOpen) world.onParameterChange(change);
    },
  });
  const secrets = new Secrets({ timeline, random, links, account });
  for (const table of topology.tables) dynamo.createTable(table);
  for (const { table, item } of topology.tableItems) {
    dynamo.call({ region: topology.primary }, "PutItem", { TableName: table, Item: item });
  }
  for (const bucket of topology.buckets) s3.createBucket(bucket);
  for (const secret of topology.secrets) secrets.createSecret(secret);
  for (const { region, name, type, value } of topology.parameters) {
    ssm.call({ region }, "PutParameter", { Name: name, Type: type, Value: value || "-" });
  }
  isOpen = true;
  return { cloud: new Cloud([dynamo, s3, ssm, secrets]), dynamo, s3, ssm, keyOf: keysOf(ssm) };
}

function keysOf(ssm: Ssm): Stores["keyOf"] {
  return (resourceArn) => {
    const [, region = "", name = ""] =
      /^arn:aws:ssm:([^:]+):[^:]*:parameter(\/.+)$/.exec(resourceArn) ?? [];
    if (name === "") return undefined;
    const key = ssm.keyOf(region, name) ?? ssm.keyOf(region, name.slice(1));
    return key?.startsWith("alias/aws/") ? undefined : key;
  };
}
