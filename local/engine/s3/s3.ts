import { AwsError, NotModelled } from "../aws-error";
import type { Caller, Service } from "../service";
import { uuid } from "../uuid";
import { Bucket, type BucketDeclaration } from "./bucket";
import { isHeldBackBySize, marker, storageClassAt } from "./lifecycle";
import { listObjects, listVersions } from "./list-objects";
import { encryptionAnswer, headOf, objectOf, versionIdOf, versionRead } from "./object-answers";
import type { Encryption, ReplicationStatus } from "./object-version";
import { versionToPut } from "./put-object";
import { type Backlog, type ReplicationOptions, Replicator } from "./replication";

/** One version as an auditor counts it. */
export interface InventoryLine {
  readonly key: string;
  readonly versionId: string;
  readonly isDeleteMarker: boolean;
  readonly sizeBytes: number;
  readonly lastModified: Date;
  readonly storageClass: string;
  /** Old enough for a colder class, and still here because it is too small to be moved. */
  readonly isHeldBackBySize: boolean;
  readonly encryption: Encryption;
  readonly replicationStatus?: ReplicationStatus;
}

type Input = Record<string, unknown>;

type Operation = (bucket: Bucket, input: Input, nowMs: number) => unknown;

const readObject: Operation = (bucket, input, nowMs) =>
  objectOf(bucket, versionRead(bucket, "GetObject", input, "NoSuchKey"), input, nowMs);

const readHead: Operation = (bucket, input, nowMs) =>
  headOf(bucket, versionRead(bucket, "HeadObject", input, "NotFound"), input, nowMs);

/** Buckets of all regions, with versions, replication and lifecycle on the injected timeline. */
export class S3 implements Service {
  readonly name = "s3";
  private readonly buckets = new Map<string, Bucket>();
  private readonly replicator: Replicator;
  /** Looked up before anything else: a bucket that is missing must not hide an operation that is. */
  private readonly operations = new Map<string, Operation>([
    ["PutObject", (bucket, input, nowMs) => this.put(bucket, input, nowMs)],
    ["GetObject", readObject],
    ["HeadObject", readHead],
    ["DeleteObject", (bucket, input, nowMs) => this.delete(bucket, input, nowMs)],
    ["ListObjectsV2", listObjects],
    ["ListObjectVersions", listVersions],
  ]);
  private order = 0;

  constructor(private readonly options: ReplicationOptions) {
    this.replicator = new Replicator(options, (name) => this.buckets.get(name));
  }

  createBucket(declaration: BucketDeclaration): void {
    if (declaration.replication?.length && !declaration.versioned) {
      throw new AwsError("InvalidRequest", `${declaration.name} replicates and has no versions`);
    }
    const newVersionId = () => uuid(this.options.random).replaceAll("-", "");
    const nowMs = () => this.options.timeline.nowMs();
    this.buckets.set(declaration.name, new Bucket(declaration, nowMs, newVersionId));
  }

  /** Replications still under way from a bucket, which is what its metrics show. */
  replicationBacklog(bucket: string): Backlog {
    return this.replicator.backlog(bucket);
  }

  /** Everything in a bucket, for evidence and for the checks of lifecycle and encryption. */
  inventory(bucketName: string): InventoryLine[] {
    const bucket = this.bucket(bucketName);
    const { lifecycle = [] } = bucket.declaration;
    const nowMs = this.options.timeline.nowMs();
    return bucket.keys().flatMap((key) =>
      bucket.versions(key).map((version) => ({
        key,
        versionId: version.versionId,
        isDeleteMarker: version.isDeleteMarker,
        sizeBytes: version.body.length,
        lastModified: version.lastModified,
        storageClass: storageClassAt(version, lifecycle, nowMs),
        isHeldBackBySize: isHeldBackBySize(version, lifecycle, nowMs),
        encryption: version.encryption,
        ...(version.replicationStatus && { replicationStatus: version.replicationStatus }),
      })),
    );
  }

  call(caller: Caller, operation: string, input: Input): unknown {
    const run = this.operations.get(operation);
    if (!run) throw new NotModelled(this.name, operation);
    const bucket = this.bucket(String(input.Bucket));
    const { region } = bucket.declaration;
    if (region !== caller.region) {
      const message = `The bucket is in ${region}; it must be addressed through that endpoint.`;
      throw new AwsError("PermanentRedirect", message, 301, { Bucket: bucket.name });
    }
    return run(bucket, input, this.options.timeline.nowMs());
  }

  private put(bucket: Bucket, input: Input, nowMs: number): unknown {
    const version = versionToPut(bucket, input, {
      versionId: this.newVersionId(bucket),
      lastModified: new Date(nowMs),
      order: this.order++,
    });
    bucket.add(version);
    this.replicator.replicate(bucket, version);
    const { ChecksumCRC32 } = version.headers;
    return {
      ETag: version.etag,
      ...versionIdOf(bucket, version),
      ...encryptionAnswer(version),
      ...(version.encryption.kmsKeyId && { SSEKMSKeyId: version.encryption.kmsKeyId }),
      ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }),
    };
  }

  private delete(bucket: Bucket, input: Input, nowMs: number): unknown {
    const key = String(input.Key);
    if (input.VersionId !== undefined) {
      // For good, and for this bucket alone: S3 never replicates the deletion of a version.
      const removed = bucket.remove(key, String(input.VersionId));
      return { VersionId: input.VersionId, ...(removed?.isDeleteMarker && { DeleteMarker: true }) };
    }
    const newest = bucket.versions(key)[0];
    if (!bucket.declaration.versioned) {
      if (newest) bucket.remove(key, newest.versionId);
      return {};
    }
    const encryption = bucket.declaration.encryption ?? { algorithm: "AES256" as const };
    const of = newest ?? { key, encryption };
    const added = marker(of, new Date(nowMs), this.order++, this.newVersionId(bucket));
    bucket.add(added);
    this.replicator.replicate(bucket, added);
    return { DeleteMarker: true, VersionId: added.versionId };
  }

  private newVersionId(bucket: Bucket): string {
    return bucket.declaration.versioned ? uuid(this.options.random).replaceAll("-", "") : "null";
  }

  private bucket(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
    return bucket;
  }
}
