import { AwsError } from "../aws-error";
import type { LifecycleRule } from "./lifecycle";
import { expire } from "./lifecycle";
import type { Encryption, ObjectVersion } from "./object-version";

/** Copies what is written here to a bucket elsewhere. */
export interface ReplicationRule {
  readonly id: string;
  readonly destinationBucket: string;
  /** @default "" which is every key */
  readonly prefix?: string;
  /** Key the replicas are encrypted with, in the destination's region. */
  readonly replicaKmsKeyId?: string;
  readonly replicateDeleteMarkers: boolean;
  /** Minutes after which a pending replication is reported as late; undefined without RTC. */
  readonly thresholdMinutes?: number;
}

/** A bucket as the program declares it. */
export interface BucketDeclaration {
  readonly name: string;
  readonly region: string;
  readonly versioned: boolean;
  /** @default AES256, which S3 applies to everything */
  readonly encryption?: Encryption;
  readonly lifecycle?: readonly LifecycleRule[];
  readonly replication?: readonly ReplicationRule[];
  /** The role that replication copies with. */
  readonly replicationRoleArn?: string;
}

/** One bucket: every version of every key, newest first. */
export class Bucket {
  private readonly versionsByKey = new Map<string, ObjectVersion[]>();

  constructor(
    readonly declaration: BucketDeclaration,
    private readonly nowMs: () => number,
    private readonly newVersionId: () => string,
  ) {}

  get name(): string {
    return this.declaration.name;
  }

  /** Keys in the order S3 lists them, which is that of their UTF-8 bytes. */
  keys(prefix = ""): string[] {
    return [...this.versionsByKey.keys()]
      .filter((key) => key.startsWith(prefix) && this.versions(key).length > 0)
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  /** All versions of a key, newest first, after lifecycle expiry has had its say. */
  versions(key: string): readonly ObjectVersion[] {
    const stored = this.versionsByKey.get(key);
    if (!stored) return [];
    const { lifecycle = [], versioned } = this.declaration;
    if (lifecycle.length === 0) return stored;
    const left = expire(stored, lifecycle, versioned, this.nowMs(), this.newVersionId);
    this.versionsByKey.set(key, left);
    return left;
  }

  /** The object a plain read means, if there is one. */
  current(key: string): ObjectVersion | undefined {
    const [newest] = this.versions(key);
    return newest?.isDeleteMarker ? undefined : newest;
  }

  version(key: string, versionId: string): ObjectVersion {
    const found = this.versions(key).find((version) => version.versionId === versionId);
    if (found) return found;
    throw new AwsError("NoSuchVersion", "The specified version does not exist.", 404);
  }

  /**
   * Adds a version where its time puts it.
   *
   * Cross-region: replicas arrive late and out of order; by ordering on the time of writing both
   * buckets agree in the end on which version is the current one.
   */
  add(version: ObjectVersion): void {
    const { versioned } = this.declaration;
    const before = versioned ? this.versions(version.key) : [];
    if (before.some((other) => other.versionId === version.versionId)) return;
    const at = before.findIndex((other) => !isNewer(other, version));
    const next = [...before];
    next.splice(at < 0 ? before.length : at, 0, version);
    this.versionsByKey.set(version.key, next);
  }

  /** Forgets one version for good. */
  remove(key: string, versionId: string): ObjectVersion | undefined {
    const versions = this.versions(key);
    const found = versions.find((version) => version.versionId === versionId);
    this.versionsByKey.set(
      key,
      versions.filter((version) => version !== found),
    );
    return found;
  }
}

function isNewer(a: ObjectVersion, b: ObjectVersion): boolean {
  const difference = a.lastModified.getTime() - b.lastModified.getTime();
  return difference !== 0 ? difference > 0 : a.order > b.order;
}
