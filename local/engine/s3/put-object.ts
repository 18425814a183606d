import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError, NotModelled } from "../aws-error";
import type { Bucket } from "./bucket";
import type { Encryption, ObjectVersion } from "./object-version";

type Input = Record<string, unknown>;

/** Headers that are stored as they are and returned with the object. */
const storedHeaders = new Set([
  "CacheControl",
  "ChecksumCRC32",
  "ContentDisposition",
  "ContentEncoding",
  "ContentLanguage",
  "ContentType",
  "Metadata",
]);

const understood = new Set([
  ...storedHeaders,
  "Body",
  "Bucket",
  "ChecksumAlgorithm",
  "ContentLength",
  "ContentMD5",
  "ExpectedBucketOwner",
  "IfNoneMatch",
  "Key",
  "SSEKMSKeyId",
  "ServerSideEncryption",
  "BucketKeyEnabled",
  "StorageClass",
]);

/** Reads a PutObject into the version it would store, refusing what S3 would refuse. */
export function versionToPut(
  bucket: Bucket,
  input: Input,
  written: Pick<ObjectVersion, "versionId" | "lastModified" | "order">,
): ObjectVersion {
  for (const name of Object.keys(input)) {
    if (input[name] !== undefined && !understood.has(name)) {
      throw new NotModelled("s3", "PutObject", name);
    }
  }
  const key = String(input.Key);
  const body = bytesOf(input.Body);
  const md5 = createHash("md5").update(body).digest();
  if (input.ContentMD5 !== undefined && input.ContentMD5 !== md5.toString("base64")) {
    throw badDigest();
  }
  if (input.ChecksumCRC32 !== undefined && input.ChecksumCRC32 !== crc32Of(body)) throw badDigest();
  checkCondition(bucket, key, input.IfNoneMatch);
  const kept = Object.entries(input).filter(([name]) => storedHeaders.has(name));
  return {
    ...written,
    key,
    isDeleteMarker: false,
    body,
    etag: `"${md5.toString("hex")}"`,
    headers: Object.fromEntries(kept),
    storageClass: (input.StorageClass as string | undefined) ?? "STANDARD",
    encryption: encryptionOf(bucket, input),
  };
}

/** `*` is the only condition S3 takes here: write only if nothing is there. */
function checkCondition(bucket: Bucket, key: string, ifNoneMatch: unknown): void {
  if (ifNoneMatch === undefined) return;
  if (ifNoneMatch !== "*") throw new NotModelled("s3", "PutObject", `IfNoneMatch ${ifNoneMatch}`);
  if (bucket.current(key)) {
    const message = "At least one of the pre-conditions you specified did not hold";
    throw new AwsError("PreconditionFailed", message, 412, { Condition: "If-None-Match" });
  }
}

function encryptionOf(bucket: Bucket, input: Input): Encryption {
  const { ServerSideEncryption: algorithm, SSEKMSKeyId: kmsKeyId } = input;
  if (algorithm === undefined) return bucket.declaration.encryption ?? { algorithm: "AES256" };
  return {
    algorithm: algorithm as Encryption["algorithm"],
    ...(kmsKeyId !== undefined && { kmsKeyId: String(kmsKeyId) }),
  };
}

function bytesOf(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body, "utf8");
  if (body instanceof Uint8Array) return Uint8Array.from(body);
  throw new NotModelled("s3", "PutObject", "a stream instead of bytes");
}

function crc32Of(body: Uint8Array): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString("base64");
}

function badDigest(): AwsError {
  return new AwsError("BadDigest", "The checksum you specified did not match what we received.");
}
