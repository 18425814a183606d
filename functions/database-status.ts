import { databaseRole } from "./core/global-database";
import type { BasePorts, Remote } from "./core/ports";
import type { DatabaseClusters } from "./core/settings";
import { StepError } from "./core/step-error";
import type { StepEvent } from "./core/workflow";
import { readGlobalCluster } from "./store/global-cluster";

export interface DatabaseStatusPorts extends BasePorts {
  readonly rds: Remote;
  readonly database: DatabaseClusters;
}

export interface DatabaseStatus {
  readonly ready: boolean;
  readonly status: ReturnType<typeof databaseRole>;
}

/** Whether this region's cluster has become the writer. The state machine asks until it has, or gives up. */
export function databaseStatus(ports: DatabaseStatusPorts) {
  return async (_event: StepEvent): Promise<DatabaseStatus> => {
    const { globalCluster, clusters } = ports.database;
    const view = await readGlobalCluster(ports, globalCluster);
    const status = databaseRole(view, clusters[ports.region] ?? "");
    if (status === "absent") {
      throw new StepError("DatabaseRefused", "this region's cluster is not in the global cluster");
    }
    return { ready: status === "writer", status };
  };
}
