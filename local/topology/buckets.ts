import type { BucketDeclaration, ReplicationRule } from "../engine/s3/bucket";
import type { ResourceNode } from "../program/resource-node";
import { type Declared, declared } from "./declared";

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

/** Buckets with their versioning and replication; lifecycle moves nothing within a drill's minutes. */
export function readBuckets(nodes: readonly ResourceNode[]): BucketDeclaration[] {
  const of = (type: string, bucket: Declared) =>
    declared(nodes, type).find((one) => one.text("bucket") === bucket.node.id);
  return declared(nodes, "s3/bucket:Bucket").map((bucket) => {
    const versioning = of("s3/bucketVersioning:BucketVersioning", bucket);
    const configuration = versioning?.object("versioningConfiguration") as { status?: string };
    const replication = of("s3/bucketReplicationConfig:BucketReplicationConfig", bucket);
    return {
      name: bucket.optionalText("bucket") ?? bucket.node.id,
      region: bucket.region,
      versioned: configuration?.status === "Enabled",
      replication: (replication?.list<DeclaredRule>("rules") ?? [])
        .filter(({ status }) => status === "Enabled")
        .map(ruleOf),
    };
  });
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
