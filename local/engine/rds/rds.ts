import { AwsError, NotModelled } from "../aws-error";
import type { Caller, Service } from "../service";
import type { Timeline } from "../timeline";
import type { DatabasePair } from "./database-pair";
import { GlobalCluster, type GlobalClusterDeclaration, type RdsDurations } from "./global-cluster";

/** What the emulated RDS needs from outside. */
export interface RdsOptions {
  readonly timeline: Timeline;
  /** Told when the databases themselves fail at a move. @default throws */
  readonly onFault?: (error: unknown) => void;
  /** @default a minute for either move and ten until the old writer is rebuilt */
  readonly durations?: Partial<RdsDurations>;
}

type Input = Record<string, unknown>;

const defaultDurations: RdsDurations = {
  failoverMs: 60_000,
  switchoverMs: 60_000,
  rejoinMs: 600_000,
};

/** Global databases: the operations of failover, failback and the gates around them. */
export class Rds implements Service {
  readonly name = "rds";
  private readonly clusters = new Map<string, GlobalCluster>();

  constructor(private readonly options: RdsOptions) {}

  createGlobalCluster(declaration: GlobalClusterDeclaration, pair: DatabasePair): void {
    const { timeline, durations, onFault = rethrow } = this.options;
    const times = { ...defaultDurations, ...durations };
    const cluster = new GlobalCluster(declaration, pair, timeline, times, onFault);
    this.clusters.set(declaration.identifier, cluster);
  }

  call(caller: Caller, operation: string, input: Input): unknown {
    switch (operation) {
      case "DescribeGlobalClusters": {
        const { GlobalClusterIdentifier: id } = input;
        const found = id === undefined ? [...this.clusters.values()] : [this.find(id)];
        return { GlobalClusters: found.map((cluster) => cluster.describe()) };
      }
      case "DescribeDBClusters":
        return { DBClusters: this.describeClusters(caller.region, input) };
      case "FailoverGlobalCluster":
        return this.failOver(input);
      case "SwitchoverGlobalCluster": {
        const cluster = this.find(input.GlobalClusterIdentifier);
        cluster.switchOver(String(input.TargetDbClusterIdentifier));
        return { GlobalCluster: cluster.describe() };
      }
      case "RemoveFromGlobalCluster": {
        const cluster = this.find(input.GlobalClusterIdentifier);
        cluster.remove(String(input.DbClusterIdentifier));
        return { GlobalCluster: cluster.describe() };
      }
      default:
        throw new NotModelled(this.name, operation);
    }
  }

  /** Without consent to data loss it is a switchover, and fails where that would. */
  private failOver(input: Input): unknown {
    const { AllowDataLoss, Switchover, TargetDbClusterIdentifier: target } = input;
    const cluster = this.find(input.GlobalClusterIdentifier);
    if (AllowDataLoss === true && Switchover === true) {
      throw new AwsError(
        "InvalidParameterCombination",
        "AllowDataLoss and Switchover exclude each other",
      );
    }
    if (AllowDataLoss === true) cluster.failOver(String(target));
    else cluster.switchOver(String(target));
    return { GlobalCluster: cluster.describe() };
  }

  private describeClusters(region: string, input: Input): Input[] {
    if (input.Filters !== undefined)
      throw new NotModelled(this.name, "DescribeDBClusters", "Filters");
    const { DBClusterIdentifier: wanted } = input;
    const found = [...this.clusters.values()].flatMap((cluster) =>
      [...cluster.members.values()]
        .filter((member) => member.region === region)
        .filter(
          ({ clusterIdentifier, clusterArn }) =>
            wanted === undefined || wanted === clusterIdentifier || wanted === clusterArn,
        )
        .map((member) => ({
          DBClusterIdentifier: member.clusterIdentifier,
          DBClusterArn: member.clusterArn,
          Status: cluster.statusOf(member),
          Engine: "aurora-postgresql",
          EngineVersion: cluster.declaration.engineVersion,
          ...(member.region !== cluster.writerRegion && {
            ReplicationSourceIdentifier: writerArn(cluster),
          }),
        })),
    );
    if (wanted !== undefined && found.length === 0) {
      throw new AwsError("DBClusterNotFoundFault", `DBCluster ${wanted} not found.`, 404);
    }
    return found;
  }

  private find(identifier: unknown): GlobalCluster {
    const cluster = this.clusters.get(String(identifier));
    if (cluster) return cluster;
    throw new AwsError(
      "GlobalClusterNotFoundFault",
      `Global cluster ${identifier} not found.`,
      404,
    );
  }
}

function writerArn(cluster: GlobalCluster): string | undefined {
  const members = [...cluster.members.values()];
  return members.find((member) => member.region === cluster.writerRegion)?.clusterArn;
}

function rethrow(error: unknown): never {
  throw error;
}
