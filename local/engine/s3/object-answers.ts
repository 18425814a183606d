import { AwsError, NotModelled } from "../aws-error";
import type { Bucket } from "./bucket";
import { storageClassAt } from "./lifecycle";
import type { ObjectVersion } from "./object-version";

type Input = Record<string, unknown>;

const understood = new Set(["Bucket", "Key", "VersionId", "ChecksumMode", "ExpectedBucketOwner"]);

/** Classes whose objects have to be restored before they can be read. */
const archived = new Set(["GLACIER", "DEEP_ARCHIVE"]);

/** HeadObject's answer, and GetObject's without the body. */
export function headOf(bucket: Bucket, version: ObjectVersion, input: Input, nowMs: number): Input {
  const { encryption, headers } = version;
  const { ChecksumCRC32, ...described } = headers;
  const storageClass = storageClassAt(version, bucket.declaration.lifecycle ?? [], nowMs);
  return {
    ...described,
    ContentLength: version.body.length,
    ETag: version.etag,
    LastModified: version.lastModified,
    ...versionIdOf(bucket, version),
    ...encryptionAnswer(version),
    ...(encryption.kmsKeyId !== undefined && { SSEKMSKeyId: encryption.kmsKeyId }),
    ...(storageClass !== "STANDARD" && { StorageClass: storageClass }),
    ...(version.replicationStatus && { ReplicationStatus: version.replicationStatus }),
    ...(input.ChecksumMode === "ENABLED" && ChecksumCRC32 !== undefined && { ChecksumCRC32 }),
  };
}

/** GetObject's answer; archived objects are refused. */
export function objectOf(
  bucket: Bucket,
  version: ObjectVersion,
  input: Input,
  nowMs: number,
): Input {
  const head = headOf(bucket, version, input, nowMs);
  if (archived.has(String(head.StorageClass))) {
    throw new AwsError(
      "InvalidObjectState",
      "The operation is not valid for the object's storage class",
      403,
      { StorageClass: head.StorageClass },
    );
  }
  return { ...head, Body: version.body };
}

/** The version a read means; `missing` names the error of the operation for none. */
export function versionRead(
  bucket: Bucket,
  operation: string,
  input: Input,
  missing: "NoSuchKey" | "NotFound",
): ObjectVersion {
  for (const name of Object.keys(input)) {
    if (input[name] !== undefined && !understood.has(name)) {
      throw new NotModelled("s3", operation, name);
    }
  }
  const key = String(input.Key);
  if (input.VersionId === undefined) {
    const current = bucket.current(key);
    if (current) return current;
    const message = missing === "NoSuchKey" ? "The specified key does not exist." : "Not Found";
    throw new AwsError(missing, message, 404);
  }
  const version = bucket.version(key, String(input.VersionId));
  if (version.isDeleteMarker) {
    throw new AwsError("MethodNotAllowed", "The version is a delete marker.", 405);
  }
  return version;
}

/** Version ids are only told by buckets that have versions. */
export function versionIdOf(bucket: Bucket, version: ObjectVersion): Input {
  return bucket.declaration.versioned ? { VersionId: version.versionId } : {};
}

/** How a version is encrypted, as every answer about it says. */
export function encryptionAnswer(version: ObjectVersion): Input {
  return { ServerSideEncryption: version.encryption.algorithm };
}
