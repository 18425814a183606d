import { databaseRole, type GlobalClusterView } from "./core/global-database";
import type { BasePorts, Remote } from "./core/ports";
import type { DatabaseClusters } from "./core/settings";
import { StepError } from "./core/step-error";
import { requireOwnRegion, type StepEvent, workflowInputFrom } from "./core/workflow";
import { callExpecting } from "./store/expected-error";
import { readGlobalCluster } from "./store/global-cluster";

export interface PromoteDatabasePorts extends BasePorts {
  readonly rds: Remote;
  readonly database: DatabaseClusters;
}

export interface Promotion {
  /** Whether this call asked for the promotion; false when it was done or under way. */
  readonly requested: boolean;
  readonly operation: "failover" | "switchover" | "none";
}

/** RDS refuses in a state that may simply be the promotion we want: the description tells. */
const IN_ANOTHER_STATE = ["InvalidGlobalClusterStateFault", "InvalidDBClusterStateFault"];

/**
 * Makes this region's cluster the writer of the ledger: by switchover where the old region works, which
 * loses nothing, by failover where it is lost. Cross-region: the ledger is a projection of the payments,
 * so what a failover loses is posted again from them.
 */
export function promoteDatabase(ports: PromoteDatabasePorts) {
  return async (event: StepEvent): Promise<Promotion> => {
    const input = workflowInputFrom(event.input);
    requireOwnRegion(input, ports.region);
    const { globalCluster, clusters } = ports.database;
    const cluster = clusters[ports.region];
    if (!cluster) throw new StepError("DatabaseRefused", `no cluster is known in ${ports.region}`);
    const operation = input.graceful ? "switchover" : "failover";

    const role = async () => databaseRole(await readGlobalCluster(ports, globalCluster), cluster);
    const standing = standingOf(await role(), operation);
    if (standing) return standing;

    const target = { GlobalClusterIdentifier: globalCluster, TargetDbClusterIdentifier: cluster };
    const [command, order] = input.graceful
      ? ["SwitchoverGlobalCluster", target]
      : ["FailoverGlobalCluster", { ...target, AllowDataLoss: true }];
    const answer = await callExpecting<GlobalClusterView>(
      ports,
      ports.rds,
      command as string,
      order as object,
      IN_ANOTHER_STATE,
    );
    if (answer.error === undefined) {
      ports.log.warn("database promotion requested", { operation });
      return { requested: true, operation };
    }
    // Our own earlier try may have been heard although its answer was lost.
    const after = standingOf(await role(), operation);
    if (after) return after;
    throw new StepError("DatabaseRefused", `RDS refused the ${operation}: ${answer.error}`);
  };
}

/** The answer where nothing needs to be asked for; undefined where a promotion has to be requested. */
function standingOf(
  role: ReturnType<typeof databaseRole>,
  operation: "failover" | "switchover",
): Promotion | undefined {
  if (role === "writer") return { requested: false, operation: "none" };
  if (role === "moving") return { requested: false, operation };
  if (role === "absent") {
    throw new StepError("DatabaseRefused", "this region's cluster is not in the global cluster");
  }
  return undefined;
}
