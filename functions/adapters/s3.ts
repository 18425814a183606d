import { PutObjectCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { Remote } from "../core/ports";
import { sdkRemote, sdkSettings } from "./sdk-remote";

/**
 * S3: the audit archive in the function's own region. Objects are written once and never changed.
 */
export function s3(config: S3ClientConfig = {}): Remote {
  const client = new S3Client({ ...sdkSettings({ requestMs: 5_000 }), ...config });
  return sdkRemote("s3", client, { PutObject: PutObjectCommand });
}
