import { gunzipSync } from "node:zlib";
import { type AttributeValue, DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import {
  type Item,
  type PaymentRecord,
  paymentFrom,
  paymentKey,
} from "../../functions/core/payment-record";
import type { AwsReach } from "./aws-reach";
import type { LedgerBooks } from "./ledger-books";
import type { LedgerCharge } from "./processor-books";

/** Everybody's books as they were read last. */
export interface ReadBooks {
  readonly tables: Readonly<Record<string, ReadonlyMap<string, BookedPayment> | undefined>>;
  readonly ledger: readonly LedgerCharge[];
  /** Postings per region; undefined where the stack has no ledger. */
  readonly postings: LedgerBooks | undefined;
  readonly archives: Readonly<Record<string, ArchiveBooks | undefined>>;
}

/** One line of a payment's own history. */
export interface HistoryLine {
  readonly atMs: number;
  readonly change: string;
  readonly region: string;
  readonly epoch: number;
}

/** A payment as a region's table holds it, with its history and its text. */
export interface BookedPayment {
  readonly record: PaymentRecord;
  readonly history: readonly HistoryLine[];
  readonly text: string;
}

/** A region's table, read strongly and to its end, or up to a limit. */
export async function readTable(
  reach: AwsReach,
  region: string,
  table: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<ReadonlyMap<string, BookedPayment>> {
  const client = reach.client("dynamodb", region, (config) => new DynamoDBClient(config));
  const payments = new Map<string, BookedPayment>();
  const pages = paginateScan({ client }, { TableName: table, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      // Items that are no payments, such as the replication heartbeat, have no status.
      if (item.st === undefined) continue;
      const payment = bookedPayment(item);
      payments.set(payment.record.key, payment);
      if (payments.size >= limit) return payments;
    }
  }
  return payments;
}

/** Reads an item as the table gives it. */
export function bookedPayment(item: Record<string, AttributeValue>): BookedPayment {
  const lines = item.hist?.L ?? [];
  return {
    record: paymentFrom(item as unknown as Item),
    history: lines.map(({ S = "" }) => historyLine(S)),
    text: JSON.stringify(item),
  };
}

function historyLine(text: string): HistoryLine {
  const [at = "", change = "", region = "", epoch = ""] = text.split(" ");
  return { atMs: Number(at), change, region, epoch: Number(epoch) };
}

/** What a region's archive holds. */
export interface ArchiveBooks {
  /** Keys of payments with a receipt. */
  readonly receipts: ReadonlySet<string>;
  /** Events that were told, as `kind key`. */
  readonly events: ReadonlySet<string>;
  readonly texts: readonly string[];
  readonly objects: number;
}

interface ArchivedLine {
  readonly tenant: string;
  readonly transaction_id: string;
  readonly kind?: string;
}

/** Reads an archive; objects that were read before are not read again. */
export class ArchiveReader {
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly reach: AwsReach,
    private readonly region: string,
    private readonly bucket: string,
  ) {}

  async read(): Promise<ArchiveBooks> {
    const receipts = new Set<string>();
    const events = new Set<string>();
    for (const family of ["receipts", "audit"]) {
      for (const key of await this.keysOf(family)) {
        for (const text of (await this.textOf(key)).split("\n")) {
          if (text === "") continue;
          const line = JSON.parse(text) as ArchivedLine;
          const payment = paymentKey(line.tenant, line.transaction_id);
          if (family === "receipts") receipts.add(payment);
          else events.add(`${line.kind} ${payment}`);
        }
      }
    }
    return { receipts, events, texts: [...this.texts.values()], objects: this.texts.size };
  }

  private get client(): S3Client {
    return this.reach.client("s3", this.region, (config) => new S3Client(config));
  }

  private async keysOf(family: string): Promise<string[]> {
    const keys: string[] = [];
    const input = { Bucket: this.bucket, Prefix: `${family}/` };
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.client }, input)) {
      for (const { Key } of Contents) if (Key !== undefined) keys.push(Key);
    }
    return keys;
  }

  private async textOf(key: string): Promise<string> {
    const known = this.texts.get(key);
    if (known !== undefined) return known;
    const { Body } = await this.client.send(
      new GetObjectCommand({ Bucket: this.bucket, Key: key }),
    );
    const bytes = await Body?.transformToByteArray();
    if (!bytes) throw new Error(`${this.bucket} has an empty object ${key}`);
    const text = gunzipSync(bytes).toString("utf8");
    this.texts.set(key, text);
    return text;
  }
}
