import * as pulumi from "@pulumi/pulumi";
import { ArchiveBucket } from "./archive/archive-bucket";
import { Replication } from "./archive/replication";
import { ReplicationWatch } from "./archive/replication-watch";
import type { RegionContext } from "./context";
import { type PerRole, peerOf, perRole } from "./per-role";
import type { RegionKeys } from "./region/region-keys";

export interface AuditArchiveArgs {
  contexts: PerRole<RegionContext>;
  alertsTopicArns: PerRole<pulumi.Input<string>>;
  /** The keys of each region; the archive's encrypts the records. */
  keys: PerRole<RegionKeys>;
  /** Why the records must survive a destroy; absent means that everything can be destroyed. */
  keepData?: string | undefined;
}

/**
 * Receipts, audit records and evidence of failovers, in a bucket of each region.
 * Cross-region: each region writes to its own bucket, so that writing never depends on the other
 * one, and both buckets receive what the other one gets.
 */
export class AuditArchive extends pulumi.ComponentResource {
  public readonly bucketNames: PerRole<pulumi.Output<string>>;
  public readonly bucketArns: PerRole<pulumi.Output<string>>;
  public readonly keyArns: PerRole<pulumi.Output<string>>;

  constructor(name: string, args: AuditArchiveArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:AuditArchive", name, {}, opts);
    const { contexts, alertsTopicArns, keys, keepData } = args;
    const buckets = perRole((role) => {
      const context = contexts[role];
      return new ArchiveBucket(
        `${name}-${role}`,
        { context, keyArn: keys[role].archiveKeyArn, keepData: keepData !== undefined },
        { parent: this, provider: context.provider },
      );
    });
    perRole((role) => {
      const context = contexts[role];
      const own = buckets[role];
      const peer = buckets[peerOf(role)];
      const inRegion = { parent: this, provider: context.provider };
      new Replication(
        `${name}-${role}-copy`,
        { context, source: own, destination: peer },
        inRegion,
      );
      return new ReplicationWatch(
        `${name}-${role}-watch`,
        { context, own, peer, alertsTopicArn: alertsTopicArns[role] },
        inRegion,
      );
    });
    this.bucketNames = perRole((role) => buckets[role].bucket.bucket);
    this.bucketArns = perRole((role) => buckets[role].bucket.arn);
    this.keyArns = perRole((role) => buckets[role].keyArn);
    this.registerOutputs({ bucketNames: this.bucketNames });
  }
}
