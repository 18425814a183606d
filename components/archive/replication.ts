import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { allow, trustService } from "../region/statement";
import type { ArchiveBucket } from "./archive-bucket";

export interface ReplicationArgs {
  /** Where the copied objects are written first. */
  context: RegionContext;
  source: ArchiveBucket;
  destination: ArchiveBucket;
}

/** The rule's name, which is also a dimension of its metrics. */
export const RULE_ID = "to-the-other-region";

/** Replication Time Control knows only this value. */
export const PROMISED_MINUTES = 15;

/**
 * Copies what is written in one region to the other.
 * Cross-region: one of these stands in each region, so records written on either side of a failover
 * reach both; S3 never copies a copy back.
 */
export class Replication extends pulumi.ComponentResource {
  constructor(name: string, args: ReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:archive:Replication", name, {}, opts);
    const { source, destination } = args;
    const { role, policy } = this.declareRole(name, args);
    new aws.s3.BucketReplicationConfig(
      `${name}-rule`,
      {
        bucket: source.bucket.id,
        role: role.arn,
        rules: [
          {
            id: RULE_ID,
            status: "Enabled",
            priority: 1,
            filter: { prefix: "" },
            // A record deleted in one region by mistake or malice is still in the other.
            deleteMarkerReplication: { status: "Disabled" },
            sourceSelectionCriteria: {
              sseKmsEncryptedObjects: { status: "Enabled" },
              replicaModifications: { status: "Enabled" },
            },
            destination: {
              bucket: destination.bucket.arn,
              encryptionConfiguration: { replicaKmsKeyId: destination.keyArn },
              replicationTime: { status: "Enabled", time: { minutes: PROMISED_MINUTES } },
              metrics: { status: "Enabled", eventThreshold: { minutes: PROMISED_MINUTES } },
            },
          },
        ],
      },
      { parent: this, dependsOn: [source.versioning, destination.versioning, policy] },
    );
    this.registerOutputs({});
  }

  private declareRole(name: string, { context, source, destination }: ReplicationArgs) {
    const roleName = physicalName("archive-copy", context, NAME_LIMITS.role);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: roleName,
        // S3 names no source account when it takes on the role of a replication.
        assumeRolePolicy: trustService("s3.amazonaws.com"),
        tags: nameTag(roleName),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        name: roleName,
        role: role.name,
        policy: allow([
          {
            purpose: "ReadTheRule",
            actions: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
            resources: [source.bucket.arn],
          },
          {
            purpose: "ReadRecords",
            actions: [
              "s3:GetObjectVersionForReplication",
              "s3:GetObjectVersionAcl",
              "s3:GetObjectVersionTagging",
            ],
            resources: [pulumi.interpolate`${source.bucket.arn}/*`],
          },
          {
            purpose: "WriteCopies",
            actions: ["s3:ReplicateObject", "s3:ReplicateTags"],
            resources: [pulumi.interpolate`${destination.bucket.arn}/*`],
          },
          { purpose: "Decrypt", actions: ["kms:Decrypt"], resources: [source.keyArn] },
          {
            purpose: "EncryptCopies",
            actions: ["kms:Encrypt", "kms:GenerateDataKey"],
            resources: [destination.keyArn],
          },
        ]),
      },
      { parent: this },
    );
    return { role, policy };
  }
}
