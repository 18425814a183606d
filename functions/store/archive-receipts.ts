import { gunzipSync } from "node:zlib";
import { archiveDay, archivePrefix, receiptKeys } from "../core/archive-object";
import type { BasePorts, Remote } from "../core/ports";
import { errorName } from "../core/retry";
import { callRepeatable } from "./call";

export interface ArchiveReadPorts extends Pick<BasePorts, "clock" | "random" | "log"> {
  /** S3 of this region: the copy that the other region's objects arrive in as well. */
  readonly archive: Remote;
  readonly archiveBucket: string;
}

/** A payment that should have a receipt. */
interface Receipted {
  readonly key: string;
  readonly createdMs: number;
}

/** Whether the archive holds a receipt; "unknown" when it could not be read. */
export interface Receipts {
  holds(payment: Receipted): Promise<boolean | "unknown" | "not-asked">;
  /** Some day could not be read to its end. */
  isUnread(): boolean;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Afterwards receipts move to a class that has to be restored before it can be read. */
export const READABLE_DAYS = 85;

/** Reads the receipts of a day once, when the first payment of that day is asked about. */
export function archiveReceipts(ports: ArchiveReadPorts, untilMs: number): Receipts {
  const oldestMs = ports.clock.nowMs() - READABLE_DAYS * DAY_MS;
  const days = new Map<string, Promise<ReadonlySet<string> | undefined>>();
  let isUnread = false;
  return {
    isUnread: () => isUnread,
    async holds({ key, createdMs }) {
      if (createdMs < oldestMs) return "not-asked";
      const day = archiveDay(createdMs);
      const known = days.get(day) ?? readDay(ports, day, untilMs);
      days.set(day, known);
      const receipts = await known;
      isUnread ||= receipts === undefined;
      return receipts ? receipts.has(key) : "unknown";
    },
  };
}

/** Undefined when the day could not be read to its end, or not in time: half a day says nothing. */
async function readDay(
  ports: ArchiveReadPorts,
  day: string,
  untilMs: number,
): Promise<ReadonlySet<string> | undefined> {
  const receipts = new Set<string>();
  try {
    let token: string | undefined;
    do {
      const page = await list(ports, archivePrefix("receipts", day), token);
      for (const { Key } of page.Contents ?? []) {
        if (ports.clock.monoMs() > untilMs) throw new Error("the archive took too long");
        for (const key of receiptKeys(await textOf(ports, Key))) receipts.add(key);
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return receipts;
  } catch (error) {
    ports.log.warn("the archive could not be read", { day, error: errorName(error) });
    return undefined;
  }
}

interface Listing {
  readonly Contents?: readonly { readonly Key: string }[];
  readonly NextContinuationToken?: string;
}

function list(ports: ArchiveReadPorts, Prefix: string, token: string | undefined) {
  return callRepeatable<Listing>(ports, ports.archive, "ListObjectsV2", {
    Bucket: ports.archiveBucket,
    Prefix,
    ...(token === undefined ? {} : { ContinuationToken: token }),
  });
}

async function textOf(ports: ArchiveReadPorts, Key: string): Promise<string> {
  const input = { Bucket: ports.archiveBucket, Key };
  const { Body } = await callRepeatable<{ Body: Uint8Array }>(
    ports,
    ports.archive,
    "GetObject",
    input,
  );
  return gunzipSync(Body).toString("utf8");
}
