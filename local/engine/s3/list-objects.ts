import { AwsError, NotModelled } from "../aws-error";
import type { Bucket } from "./bucket";
import { storageClassAt } from "./lifecycle";
import type { ObjectVersion } from "./object-version";

type Input = Record<string, unknown>;

const mostKeys = 1000;

const understood = new Set([
  "Bucket",
  "ContinuationToken",
  "Delimiter",
  "ExpectedBucketOwner",
  "KeyMarker",
  "MaxKeys",
  "Prefix",
  "StartAfter",
  "VersionIdMarker",
]);

/** ListObjectsV2: current objects in key order; keys that share a part up to the delimiter as one. */
export function listObjects(bucket: Bucket, input: Input, nowMs: number): Input {
  refuseUnknown("ListObjectsV2", input);
  const prefix = String(input.Prefix ?? "");
  const delimiter = input.Delimiter as string | undefined;
  const after = decodeToken(input.ContinuationToken) ?? String(input.StartAfter ?? "");
  const limit = Math.min(Number(input.MaxKeys ?? mostKeys), mostKeys);
  const Contents: Input[] = [];
  const commonPrefixes: string[] = [];
  let last = "";
  let isTruncated = false;
  for (const key of bucket.keys(prefix)) {
    const current = bucket.current(key);
    if (!current || !isAfter(key, after)) continue;
    const common = commonPrefixOf(key, prefix, delimiter);
    // A token may lie inside a group that has been listed already.
    if (common !== undefined && (commonPrefixes.includes(common) || after.startsWith(common)))
      continue;
    if (Contents.length + commonPrefixes.length >= limit) {
      isTruncated = true;
      break;
    }
    last = common ?? key;
    if (common !== undefined) commonPrefixes.push(common);
    else Contents.push(described(bucket, current, nowMs));
  }
  return {
    Name: bucket.name,
    Prefix: prefix,
    MaxKeys: limit,
    KeyCount: Contents.length + commonPrefixes.length,
    IsTruncated: isTruncated,
    ...(Contents.length > 0 && { Contents }),
    ...(commonPrefixes.length > 0 && {
      CommonPrefixes: commonPrefixes.map((Prefix) => ({ Prefix })),
    }),
    ...(delimiter !== undefined && { Delimiter: delimiter }),
    ...(isTruncated && { NextContinuationToken: Buffer.from(last).toString("base64") }),
  };
}

/** ListObjectVersions: all versions and delete markers, by key and newest first. */
export function listVersions(bucket: Bucket, input: Input, nowMs: number): Input {
  refuseUnknown("ListObjectVersions", input);
  if (input.Delimiter !== undefined) throw new NotModelled("s3", "ListObjectVersions", "Delimiter");
  const prefix = String(input.Prefix ?? "");
  const limit = Math.min(Number(input.MaxKeys ?? mostKeys), mostKeys);
  const all = bucket
    .keys(prefix)
    .flatMap((key) => bucket.versions(key).map((version, i) => ({ version, isLatest: i === 0 })));
  const from = positionAfter(all, input.KeyMarker, input.VersionIdMarker);
  const page = all.slice(from, from + limit);
  const lastOfPage = page[page.length - 1]?.version;
  const isTruncated = from + limit < all.length;
  const listed = (wanted: boolean) =>
    page
      .filter(({ version }) => version.isDeleteMarker === wanted)
      .map(({ version, isLatest }) => ({
        ...(wanted
          ? { Key: version.key, LastModified: version.lastModified }
          : described(bucket, version, nowMs)),
        VersionId: version.versionId,
        IsLatest: isLatest,
      }));
  return {
    Name: bucket.name,
    Prefix: prefix,
    MaxKeys: limit,
    IsTruncated: isTruncated,
    Versions: listed(false),
    DeleteMarkers: listed(true),
    ...(isTruncated && {
      NextKeyMarker: lastOfPage?.key,
      NextVersionIdMarker: lastOfPage?.versionId,
    }),
  };
}

function positionAfter(
  all: readonly { version: ObjectVersion }[],
  keyMarker: unknown,
  versionMarker: unknown,
): number {
  if (keyMarker === undefined) return 0;
  const key = String(keyMarker);
  const found = all.findIndex(({ version }) =>
    versionMarker === undefined
      ? isAfter(version.key, key)
      : version.key === key && version.versionId === versionMarker,
  );
  if (found < 0) return all.length;
  return versionMarker === undefined ? found : found + 1;
}

function described(bucket: Bucket, version: ObjectVersion, nowMs: number): Input {
  return {
    Key: version.key,
    Size: version.body.length,
    ETag: version.etag,
    LastModified: version.lastModified,
    StorageClass: storageClassAt(version, bucket.declaration.lifecycle ?? [], nowMs),
  };
}

function commonPrefixOf(key: string, prefix: string, delimiter?: string): string | undefined {
  if (!delimiter) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

function isAfter(key: string, after: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0;
}

function decodeToken(token: unknown): string | undefined {
  return token === undefined ? undefined : Buffer.from(String(token), "base64").toString("utf8");
}

function refuseUnknown(operation: string, input: Input): void {
  for (const name of Object.keys(input)) {
    if (input[name] !== undefined && !understood.has(name)) {
      throw new NotModelled("s3", operation, name);
    }
  }
  if (Number(input.MaxKeys ?? 1) < 0) throw new AwsError("InvalidArgument", "MaxKeys is negative");
}
