import type { BucketDeclaration, ReplicationRule } from "../engine/s3/bucket";
import type { LifecycleRule } from "../engine/s3/lifecycle";
import type { Encryption } from "../engine/s3/object-version";
import type { ResourceNode } from "../program/resource-node";
import { type Declared, declared } from "./declared";
import { bucketEncryption } from "./encryption-keys";

interface DeclaredRule {
  readonly id: string;
  readonly status: string;
  readonly filter?: { readonly prefix?: string };
  readonly deleteMarkerReplication?: { readonly status: string };
  readonly destination: {
    readonly bucket: string;
    readonly encryptionConfiguration?: { readonly replicaKmsKeyId: string };
    readonly replicationTime?: { readonly time: { readonly minutes: number } };
  };
}

interface DeclaredLifecycle {
  readonly id: string;
  readonly status: string;
  readonly filter?: { readonly prefix?: string };
  readonly transitions?: readonly { readonly days: number; readonly storageClass: string }[];
  readonly expiration?: { readonly days?: number };
  readonly noncurrentVersionExpiration?: { readonly noncurrentDays: number };
}

/** Buckets with their versioning, encryption, replication and lifecycle. */
export function readBuckets(nodes: readonly ResourceNode[]): BucketDeclaration[] {
  const of = (type: string, bucket: Declared) =>
    declared(nodes, type).find((one) => one.text("bucket") === bucket.node.id);
  return declared(nodes, "s3/bucket:Bucket").map((bucket) => {
    const versioning = of("s3/bucketVersioning:BucketVersioning", bucket);
    const configuration = versioning?.object("versioningConfiguration") as { status?: string };
    const replication = of("s3/bucketReplicationConfig:BucketReplicationConfig", bucket);
    const lifecycle = of("s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", bucket);
    const encryption = encryptionOf(
      of(
        "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        bucket,
      ),
    );
    return {
      name: bucket.optionalText("bucket") ?? bucket.node.id,
      region: bucket.region,
      versioned: configuration?.status === "Enabled",
      ...(encryption ? { encryption } : {}),
      lifecycle: (lifecycle?.list<DeclaredLifecycle>("rules") ?? [])
        .filter(({ status }) => status === "Enabled")
        .map((rule) => lifecycleOf(rule, lifecycle)),
      ...(replication ? { replicationRoleArn: replication.text("role") } : {}),
      replication: (replication?.list<DeclaredRule>("rules") ?? [])
        .filter(({ status }) => status === "Enabled")
        .map(ruleOf),
    };
  });
}

/** What a bucket tells a topic about. */
export interface DeclaredNotification {
  readonly bucket: string;
  readonly region: string;
  readonly topicArn: string;
  readonly events: readonly string[];
}

export function readBucketNotifications(nodes: readonly ResourceNode[]): DeclaredNotification[] {
  return declared(nodes, "s3/bucketNotification:BucketNotification").flatMap((one) =>
    one
      .list<{ readonly topicArn: string; readonly events: readonly string[] }>("topics")
      .map((topic) => ({ bucket: one.text("bucket"), region: one.region, ...topic })),
  );
}

function ruleOf(rule: DeclaredRule): ReplicationRule {
  const { destination } = rule;
  const key = destination.encryptionConfiguration?.replicaKmsKeyId;
  const minutes = destination.replicationTime?.time.minutes;
  return {
    id: rule.id,
    destinationBucket: destination.bucket.replace("arn:aws:s3:::", ""),
    prefix: rule.filter?.prefix ?? "",
    replicateDeleteMarkers: rule.deleteMarkerReplication?.status === "Enabled",
    ...(key ? { replicaKmsKeyId: key } : {}),
    ...(minutes === undefined ? {} : { thresholdMinutes: minutes }),
  };
}

function encryptionOf(one: Declared | undefined): Encryption | undefined {
  const rule = one && bucketEncryption(one);
  if (!rule) return undefined;
  const algorithm = rule.sseAlgorithm as Encryption["algorithm"];
  return rule.kmsMasterKeyId ? { algorithm, kmsKeyId: rule.kmsMasterKeyId } : { algorithm };
}

function lifecycleOf(rule: DeclaredLifecycle, of: Declared | undefined): LifecycleRule {
  const varies =
    of?.optionalText("transitionDefaultMinimumObjectSize") === "varies_by_storage_class";
  const expirationDays = rule.expiration?.days;
  const noncurrentExpirationDays = rule.noncurrentVersionExpiration?.noncurrentDays;
  return {
    id: rule.id,
    prefix: rule.filter?.prefix ?? "",
    // The older default: only classes with a minimum charge keep small objects out, Glacier does not.
    ...(varies ? { minimumSizeBytes: 0 } : {}),
    transitions: rule.transitions ?? [],
    ...(expirationDays === undefined ? {} : { expirationDays }),
    ...(noncurrentExpirationDays === undefined ? {} : { noncurrentExpirationDays }),
  };
}
