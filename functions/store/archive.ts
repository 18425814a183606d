import { gzipSync } from "node:zlib";
import type { ArchiveObject } from "../core/archive-object";
import type { BasePorts, Remote } from "../core/ports";
import { errorName } from "../core/retry";
import { callRepeatable } from "./call";

export interface ArchivePorts extends Pick<BasePorts, "clock" | "random"> {
  readonly s3: Remote;
  readonly archiveBucket: string;
  readonly archiveKeyArn: string;
}

/** What S3 answers when the object is already there: with this key, it has these contents. */
const ALREADY_THERE = "PreconditionFailed";

/**
 * Writes an object unless it exists. The name is the hash of the contents, so a repetition, after a
 * lost reply or a redelivered batch, finds its own object and is done.
 */
export async function archiveOnce(ports: ArchivePorts, object: ArchiveObject): Promise<void> {
  const kind = { ContentType: "application/x-ndjson", ContentEncoding: "gzip" };
  await putOnce(ports, object.key, gzipSync(object.text), kind);
}

/** Keeps a document that people open: not compressed, under a name that holds its hash. */
export async function archiveReport(
  ports: ArchivePorts,
  key: string,
  contentType: string,
  text: string,
): Promise<void> {
  await putOnce(ports, key, Buffer.from(text, "utf8"), {
    ContentType: `${contentType}; charset=utf-8`,
  });
}

async function putOnce(
  ports: ArchivePorts,
  key: string,
  body: Uint8Array,
  kind: object,
): Promise<void> {
  const once: Remote = {
    async send<Output>(operation: string, input: object): Promise<Output> {
      try {
        return await ports.s3.send<Output>(operation, input);
      } catch (error) {
        if (errorName(error) !== ALREADY_THERE) throw error;
        return {} as Output;
      }
    },
  };
  await callRepeatable(ports, once, "PutObject", {
    Bucket: ports.archiveBucket,
    Key: key,
    Body: body,
    IfNoneMatch: "*",
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: ports.archiveKeyArn,
    BucketKeyEnabled: true,
    ...kind,
  });
}
