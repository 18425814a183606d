import {
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import type { Remote } from "../core/ports";
import { sdkRemote, sdkSettings } from "./sdk-remote";

interface StreamedBody {
  readonly Body?: { transformToByteArray(): Promise<Uint8Array> };
}

/** S3 for those who read the archive: an object's body comes as bytes, read to its end. */
export function s3Reader(config: S3ClientConfig = {}): Remote {
  const client = new S3Client({ ...sdkSettings({ requestMs: 5_000 }), ...config });
  const remote = sdkRemote("s3", client, {
    GetObject: GetObjectCommand,
    ListObjectsV2: ListObjectsV2Command,
  });
  return {
    async send<Output>(operation: string, input: object): Promise<Output> {
      const output = await remote.send<StreamedBody>(operation, input);
      if (output.Body === undefined) return output as Output;
      return { ...output, Body: await output.Body.transformToByteArray() } as Output;
    },
  };
}
