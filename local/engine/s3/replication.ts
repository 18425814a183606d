import type { Random } from "../random";
import type { Links } from "../service";
import type { Timeline } from "../timeline";
import type { Bucket, ReplicationRule } from "./bucket";
import type { ObjectVersion } from "./object-version";

/** What S3 tells about replications under time control. */
export interface ReplicationEvent {
  readonly type: "OperationMissedThreshold" | "OperationReplicatedAfterThreshold";
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly destinationBucket: string;
}

/** How replication behaves and what it needs from outside. */
export interface ReplicationOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly links: Links;
  /** @default between one and ten seconds: most objects take seconds, none is promised to */
  readonly replicationDelayMs?: (random: Random) => number;
  readonly onReplicationEvent?: (event: ReplicationEvent) => void;
}

/** Replications still under way from one bucket. */
export interface Backlog {
  readonly operations: number;
  readonly bytes: number;
  /** Age of the oldest one. */
  readonly latencyMs: number;
}

interface Pending {
  readonly bucket: string;
  readonly version: ObjectVersion;
}

/** How often a copy is tried again while the regions cannot reach each other. */
const retryMs = 1_000;

/** Copies versions between buckets, each to the rules' destinations and no further. */
export class Replicator {
  private readonly pending = new Set<Pending>();

  constructor(
    private readonly options: ReplicationOptions,
    private readonly find: (bucket: string) => Bucket | undefined,
  ) {}

  /** Starts the copies of a version that a client wrote here; replicas never come this way. */
  replicate(source: Bucket, version: ObjectVersion): void {
    const rules = (source.declaration.replication ?? []).filter(
      (rule) =>
        version.key.startsWith(rule.prefix ?? "") &&
        (rule.replicateDeleteMarkers || !version.isDeleteMarker),
    );
    for (const rule of rules) {
      if (!version.isDeleteMarker) version.replicationStatus = "PENDING";
      this.schedule(source, version, rule);
    }
  }

  backlog(bucket: string): Backlog {
    const mine = [...this.pending].filter((one) => one.bucket === bucket);
    const oldest = Math.min(...mine.map(({ version }) => version.lastModified.getTime()));
    return {
      operations: mine.length,
      bytes: mine.reduce((sum, { version }) => sum + version.body.length, 0),
      latencyMs: mine.length > 0 ? this.options.timeline.nowMs() - oldest : 0,
    };
  }

  private schedule(source: Bucket, version: ObjectVersion, rule: ReplicationRule): void {
    const {
      timeline,
      random,
      replicationDelayMs = defaultDelayMs,
      onReplicationEvent,
    } = this.options;
    const entry = { bucket: source.name, version };
    this.pending.add(entry);
    let isLate = false;
    const tell = (type: ReplicationEvent["type"]) =>
      onReplicationEvent?.({
        type,
        bucket: source.name,
        key: version.key,
        versionId: version.versionId,
        destinationBucket: rule.destinationBucket,
      });
    const threshold =
      rule.thresholdMinutes === undefined
        ? undefined
        : timeline.after(rule.thresholdMinutes * 60_000, () => {
            isLate = true;
            tell("OperationMissedThreshold");
          });
    const attempt = () => {
      if (!this.copy(source, version, rule)) {
        timeline.after(retryMs, attempt);
        return;
      }
      threshold?.cancel();
      this.pending.delete(entry);
      if (isLate) tell("OperationReplicatedAfterThreshold");
    };
    timeline.after(replicationDelayMs(random), attempt);
  }

  /** Whether the copy arrived; a cut between the regions only postpones it. */
  private copy(source: Bucket, version: ObjectVersion, rule: ReplicationRule): boolean {
    const destination = this.find(rule.destinationBucket);
    if (!destination)
      throw new Error(`replication to ${rule.destinationBucket}, which is no bucket`);
    const { region } = destination.declaration;
    if (!this.options.links.canReach(source.declaration.region, region)) return false;
    const kmsKeyId = rule.replicaKmsKeyId;
    const encryption = kmsKeyId
      ? { algorithm: "aws:kms" as const, kmsKeyId }
      : (destination.declaration.encryption ?? version.encryption);
    destination.add({ ...version, encryption, replicationStatus: "REPLICA" });
    if (!version.isDeleteMarker) version.replicationStatus = "COMPLETED";
    return true;
  }
}

function defaultDelayMs(random: Random): number {
  return random.between(1_000, 10_000);
}
