import type { GlobalClusterView } from "../core/global-database";
import type { Clock, Remote } from "../core/ports";
import { callRepeatable } from "./call";

interface GlobalClusterPorts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly rds: Remote;
}

/** The global cluster as this region's RDS describes it; undefined when it does not know it. */
export async function readGlobalCluster(
  ports: GlobalClusterPorts,
  identifier: string,
): Promise<GlobalClusterView | undefined> {
  const output = await callRepeatable<{ GlobalClusters?: readonly GlobalClusterView[] }>(
    ports,
    ports.rds,
    "DescribeGlobalClusters",
    { GlobalClusterIdentifier: identifier },
  );
  return output.GlobalClusters?.[0];
}
