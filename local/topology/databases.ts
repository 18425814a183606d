import type { ResourceNode } from "../program/resource-node";
import { declared } from "./declared";

/** The global database: one cluster in each region, the first one writes. */
export interface DeclaredDatabase {
  readonly globalCluster: string;
  readonly databaseName: string;
  readonly engineVersion: string;
  readonly clusters: readonly DeclaredCluster[];
}

export interface DeclaredCluster {
  readonly region: string;
  readonly identifier: string;
  readonly arn: string;
  /** Host name under which functions reach it. */
  readonly endpoint: string;
  readonly port: number;
  readonly masterUsername: string | undefined;
  /** Without an instance a cluster keeps its data and cannot take over. */
  readonly instances: number;
}

export function readDatabase(
  nodes: readonly ResourceNode[],
  primary: string,
): DeclaredDatabase | undefined {
  const [global] = declared(nodes, "rds/globalCluster:GlobalCluster");
  if (!global) return undefined;
  const instances = declared(nodes, "rds/clusterInstance:ClusterInstance");
  const clusters = declared(nodes, "rds/cluster:Cluster").map((one) => ({
    region: one.region,
    identifier: one.text("clusterIdentifier"),
    arn: one.output("arn"),
    endpoint: one.output("endpoint"),
    port: one.number("port") ?? 5432,
    masterUsername: one.optionalText("masterUsername"),
    instances: instances.filter((each) => each.text("clusterIdentifier") === one.node.id).length,
  }));
  return {
    globalCluster: global.text("globalClusterIdentifier"),
    engineVersion: global.text("engineVersion"),
    databaseName: global.optionalText("databaseName") ?? "postgres",
    clusters: clusters.sort((a, b) => Number(b.region === primary) - Number(a.region === primary)),
  };
}
