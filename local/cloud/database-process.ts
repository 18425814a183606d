import { join } from "node:path";
import { Cloud } from "../engine/cloud";
import { Rds } from "../engine/rds/rds";
import { wallTimeline } from "../engine/timeline";
import type { DeclaredDatabase } from "../topology/databases";
import { serve } from "../wire/server";
import { type Child, runChild } from "./child-channel";
import { guarded } from "./permissions";
import { type PairPlace, PostgresPair } from "./postgres-pair";
import { tellingGuard } from "./telling-guard";

/** AWS needs a minute for a move and about ten until a lost writer follows again. */
const DURATIONS = { failoverMs: 10_000, switchoverMs: 10_000, rejoinMs: 30_000 };
const MEASURE_MS = 5_000;

/**
 * The ledger's databases and the API of RDS. They have a process of their own, and not one in each region:
 * a promotion has to go on when the region of the old writer is killed, and PostgreSQL's servers, which
 * are children of this process, have to end with it. A region that goes dark takes its server along.
 */
async function playDatabase(child: Child): Promise<() => Promise<void>> {
  const { deployment, network } = child;
  const { topology, ports } = deployment;
  const { database } = topology;
  if (!database || !deployment.postgres) throw new Error("the program declares no database");
  const pair = await PostgresPair.open({
    places: placesOf(child, database),
    databaseName: database.databaseName,
    owner: database.clusters[0]?.masterUsername ?? "postgres",
    binaries: deployment.postgres,
  });
  const fault = (error: unknown) =>
    child.tell({ kind: "event", text: `the database: ${(error as Error).message}` });
  const rds = new Rds({ timeline: wallTimeline, durations: DURATIONS, onFault: fault });
  const { globalCluster, engineVersion, clusters } = database;
  const members = clusters.map(({ region, identifier, arn, instances }) => ({
    region,
    clusterIdentifier: identifier,
    clusterArn: arn,
    instances,
  }));
  rds.createGlobalCluster({ identifier: globalCluster, engineVersion, members }, pair);
  const attachment = await serve(guarded(tellingGuard(child), new Cloud([rds])), {
    port: ports.database,
    principalOf: (key) => deployment.principals[key],
  });
  // One after the other: a region may die and come back before its server has.
  let turn: Promise<unknown> = Promise.resolve();
  child.onNetwork(() => {
    const [one, other] = clusters.map(({ region }) => region) as [string, string];
    const { dark } = network.state;
    const linked = network.connected(one, other);
    turn = turn
      .then(() => Promise.all([one, other].map((each) => pair.setDark(each, dark.includes(each)))))
      .then(() => pair.setLinked(linked))
      .catch(fault);
  });
  const timer = setInterval(() => {
    void pair.measure().then(() => report(child, database, pair));
  }, MEASURE_MS);
  return async () => {
    clearInterval(timer);
    await Promise.all([attachment.close(), pair.close()]);
  };
}

function placesOf({ deployment }: Child, { clusters }: DeclaredDatabase): [PairPlace, PairPlace] {
  const places = clusters.map(({ region }) => ({
    region,
    dataDir: join(deployment.dataFolder, `postgres-${region}`),
    port: deployment.ports.postgres[region] ?? 0,
  }));
  const [first, second] = places;
  if (!first || !second || places.length > 2) {
    throw new Error(`a global database of ${places.length} clusters is not modelled`);
  }
  return [first, second];
}

/** Aurora tells the lag where the copy is, and what a loss would cost where the writer is. */
function report(child: Child, { clusters }: DeclaredDatabase, pair: PostgresPair): void {
  const { writerRegion, regions } = pair.status();
  child.tell({ kind: "status", status: { writerRegion, regions } });
  const follower = Object.entries(regions).find(([region]) => region !== writerRegion);
  if (!follower?.[1].isReplicating) return;
  for (const { region, identifier } of clusters) {
    const message = {
      kind: "metric",
      namespace: "AWS/RDS",
      name: region === writerRegion ? "AuroraGlobalDBRPOLag" : "AuroraGlobalDBReplicationLag",
      dimensions: { DBClusterIdentifier: identifier },
      value: follower[1].lagMs,
      unit: "Milliseconds",
    } as const;
    child.tell({ kind: "relay", region, message });
  }
}

runChild(playDatabase);
