import { AwsError } from "../aws-error";
import type { Timeline } from "../timeline";
import type { DatabasePair } from "./database-pair";

/** One region's cluster in a global database. */
export interface GlobalMember {
  readonly region: string;
  readonly clusterIdentifier: string;
  readonly clusterArn: string;
  /** A cluster without instances cannot take over. @default 1 */
  readonly instances?: number;
}

/** A global database as the program declares it; the writer is whatever the pair says. */
export interface GlobalClusterDeclaration {
  readonly identifier: string;
  readonly engineVersion: string;
  readonly members: readonly GlobalMember[];
}

/** How long the steps take; AWS promises none of them. */
export interface RdsDurations {
  /** From FailoverGlobalCluster until the new writer accepts writes. */
  readonly failoverMs: number;
  /** From SwitchoverGlobalCluster until the roles are swapped. */
  readonly switchoverMs: number;
  /** From the end of a failover until the old writer follows the new one from a new volume. */
  readonly rejoinMs: number;
}

type Move = { readonly kind: "failing-over" | "switching-over"; readonly target: GlobalMember };

/** One global database: its members, and the move that is under way, if there is one. */
export class GlobalCluster {
  readonly members: Map<string, GlobalMember>;
  private move: Move | undefined;
  private readonly rejoining = new Set<string>();

  constructor(
    readonly declaration: GlobalClusterDeclaration,
    private readonly pair: DatabasePair,
    private readonly timeline: Timeline,
    private readonly durations: RdsDurations,
    private readonly onFault: (error: unknown) => void,
  ) {
    this.members = new Map(declaration.members.map((member) => [member.clusterArn, member]));
  }

  get status(): "available" | Move["kind"] {
    return this.move?.kind ?? "available";
  }

  get writerRegion(): string {
    return this.pair.status().writerRegion;
  }

  /** Loses what the target has not seen. The target decides alone; the old writer is not asked. */
  failOver(targetArn: string): void {
    const target = this.checkedTarget(targetArn);
    const before = this.writerRegion;
    this.begin({ kind: "failing-over", target }, this.durations.failoverMs, async () => {
      await this.pair.promote(target.region);
      this.rejoining.add(before);
      this.timeline.after(this.durations.rejoinMs, () => void this.rejoin(before));
    });
  }

  /** Loses nothing, and therefore needs a healthy writer and a connected target. */
  switchOver(targetArn: string): void {
    const target = this.checkedTarget(targetArn);
    const { regions } = this.pair.status();
    if (!regions[this.writerRegion]?.isUp || !regions[target.region]?.isReplicating) {
      throw invalidState("the writer is not available or the target is not connected");
    }
    this.begin({ kind: "switching-over", target }, this.durations.switchoverMs, async () => {
      await this.pair.switchover(target.region);
    });
  }

  remove(clusterArn: string): void {
    const member = this.member(clusterArn);
    if (this.move) throw invalidState(`it is ${this.move.kind}`);
    if (member.region === this.writerRegion && this.members.size > 1) {
      throw invalidState(`${clusterArn} is the writer and there are other members`);
    }
    this.members.delete(clusterArn);
  }

  /** The answer of DescribeGlobalClusters. */
  describe(): Record<string, unknown> {
    const { identifier, engineVersion } = this.declaration;
    const { writerRegion } = this.pair.status();
    const members = [...this.members.values()];
    const writer = members.find((member) => member.region === writerRegion);
    return {
      GlobalClusterIdentifier: identifier,
      Status: this.status,
      Engine: "aurora-postgresql",
      EngineVersion: engineVersion,
      GlobalClusterMembers: members.map((member) => this.describeMember(member, writer, members)),
      ...(this.move && {
        FailoverState: {
          Status: this.move.kind,
          FromDbClusterArn: writer?.clusterArn,
          ToDbClusterArn: this.move.target.clusterArn,
          IsDataLossAllowed: this.move.kind === "failing-over",
        },
      }),
    };
  }

  private describeMember(
    member: GlobalMember,
    writer: GlobalMember | undefined,
    members: readonly GlobalMember[],
  ): Record<string, unknown> {
    const { clusterArn, region } = member;
    const isWriter = member === writer;
    const isConnected = isWriter || this.pair.status().regions[region]?.isReplicating === true;
    const readers = members.filter((one) => one !== member).map((one) => one.clusterArn);
    return {
      DBClusterArn: clusterArn,
      IsWriter: isWriter,
      Readers: isWriter ? readers : [],
      SynchronizationStatus: isConnected ? "connected" : "pending-resync",
    };
  }

  /** A member's own state, as DescribeDBClusters tells it. */
  statusOf(member: GlobalMember): string {
    if (this.move) return this.move.kind;
    if (this.rejoining.has(member.region)) return "creating";
    return this.pair.status().regions[member.region]?.isUp ? "available" : "failing-over";
  }

  member(clusterArn: string): GlobalMember {
    const member = this.members.get(clusterArn);
    if (!member) throw new AwsError("DBClusterNotFoundFault", `${clusterArn} not found.`, 404);
    return member;
  }

  private checkedTarget(clusterArn: string): GlobalMember {
    const target = this.member(clusterArn);
    if (this.move) throw invalidState(`it is ${this.move.kind}`);
    if (target.region === this.writerRegion)
      throw invalidState(`${clusterArn} is the writer already`);
    if ((target.instances ?? 1) === 0) throw invalidState(`${clusterArn} has no instances`);
    if (this.rejoining.has(target.region)) throw invalidState(`${clusterArn} is being rebuilt`);
    return target;
  }

  private begin(move: Move, durationMs: number, finish: () => Promise<void>): void {
    this.move = move;
    this.timeline.after(durationMs, () => {
      finish()
        .catch(this.onFault)
        .finally(() => {
          this.move = undefined;
        });
    });
  }

  private async rejoin(region: string): Promise<void> {
    try {
      await this.pair.rejoin(region);
      this.rejoining.delete(region);
    } catch (error) {
      // A region that is still dark cannot be rebuilt yet; AWS keeps trying too.
      this.timeline.after(this.durations.rejoinMs, () => void this.rejoin(region));
      if (this.pair.status().regions[region]?.isUp) this.onFault(error);
    }
  }
}

function invalidState(reason: string): AwsError {
  return new AwsError("InvalidGlobalClusterStateFault", `The global cluster: ${reason}.`);
}
