import type { WireRequest } from "./wire-message";

/** Hosts that name a bucket in front: AWS's endpoints, and `localhost` with a label before it. */
const virtualHosts = [/^(.+)\.s3[.-].*amazonaws\.com$/, /^(.+)\.localhost$/];

/**
 * Writes both ways of addressing a bucket as one: the bucket is the first segment of the path.
 * Clients without a hint about the operation get the one that S3 would take them to mean.
 */
export function withBucketInPath(request: WireRequest): WireRequest {
  const hostname = request.host.replace(/:\d+$/, "");
  const bucket = virtualHosts.map((host) => host.exec(hostname)?.[1]).find(Boolean);
  const path = bucket ? `/${bucket}${request.path}` : request.path;
  const addressed = { ...request, path };
  const hint = request.query.has("x-id") ? undefined : hintFor(addressed);
  if (!hint) return addressed;
  const query = new URLSearchParams(request.query);
  query.set("x-id", hint);
  return { ...addressed, query };
}

/** Operations that only the `x-id` of the SDK tells apart from others on the same path. */
function hintFor(request: WireRequest): string | undefined {
  const hasKey = /^\/[^/]+\/./.test(request.path);
  const isUpload = request.query.has("uploadId");
  if (!hasKey) return request.path === "/" && request.method === "GET" ? "ListBuckets" : undefined;
  if (request.method === "GET") return isUpload ? "ListParts" : "GetObject";
  if (request.method === "DELETE") return isUpload ? "AbortMultipartUpload" : "DeleteObject";
  if (request.method !== "PUT") return undefined;
  const isCopy = request.headers["x-amz-copy-source"] !== undefined;
  if (isUpload) return isCopy ? "UploadPartCopy" : "UploadPart";
  return isCopy ? "CopyObject" : "PutObject";
}
