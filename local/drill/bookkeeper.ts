import { join } from "node:path";
import { isTerminal } from "../../functions/core/payment-record";
import type { ReconciliationReport } from "../../functions/core/reconciliation-report";
import type { PaymentLimits } from "../../functions/core/settings";
import type { Supervisor } from "../cloud/supervisor";
import type { QueueDepth } from "../engine/sqs/message-store";
import type { AwsReach } from "./aws-reach";
import {
  type ArchiveBooks,
  ArchiveReader,
  type BookedPayment,
  type ReadBooks,
  readTable,
} from "./books";
import { type ClientLine, readClientLog } from "./client-log";
import type { DrillClock } from "./drill-clock";
import { type LedgerBooks, ledgerRegions, readLedger } from "./ledger-books";
import { type LedgerCharge, readProcessorLedger } from "./processor-books";
import { acknowledgementsOf, reconcileBooks } from "./reconcile-books";
import { openText, type StillOpen, stillOpen } from "./still-open";

export interface BookkeeperWorld {
  readonly reach: AwsReach;
  readonly supervisor: Supervisor;
  readonly logFile: string;
  readonly limits: PaymentLimits;
  readonly nowMs: () => number;
}

/** Messages in a dead-letter queue at the end. */
export interface DeadLetterDepth {
  readonly region: string;
  readonly queue: string;
  readonly waiting: number;
  readonly oldestAgeSeconds: number;
}

/**
 * Finishing may wait for retries, and archiving for a window of a minute and for replication; but a batch that
 * could not be archived comes again only when its messages become visible, after several minutes.
 */
const SETTLE_WITHIN_MS = 900_000;
const LOOK_EVERY_MS = 4_000;
const SAY_EVERY_MS = 30_000;

/** Reads everybody's books, waits until they are complete, and compares them. */
export class Bookkeeper {
  readonly reconciliations: ReconciliationReport[] = [];
  /** Books that could not be read at the end: what is missing is a failed check, not a zero. */
  readonly unread: string[] = [];
  books: ReadBooks = { tables: {}, ledger: [], archives: {}, postings: undefined };
  lines: readonly ClientLine[] = [];
  private readonly depths = new Map<string, Readonly<Record<string, QueueDepth>>>();
  private readonly archives: ReadonlyMap<string, ArchiveReader>;
  private readonly regions: readonly [string, string];
  private readonly table: string;

  constructor(private readonly world: BookkeeperWorld) {
    const { reach, supervisor } = world;
    const { topology } = supervisor.deployment;
    this.regions = [topology.secondary, topology.primary];
    this.table = transactionsTableOf(topology.tables.map(({ name }) => name));
    this.archives = new Map(
      topology.buckets
        .filter(({ replication }) => (replication ?? []).length > 0)
        .map(({ region, name }) => [region, new ArchiveReader(reach, region, name)]),
    );
    supervisor.on("status", (source, status) => {
      const { queues } = (status ?? {}) as { queues?: Record<string, QueueDepth> };
      if (queues) this.depths.set(source, queues);
    });
  }

  get deadLetters(): DeadLetterDepth[] {
    return [...this.depths].flatMap(([region, queues]) =>
      Object.entries(queues)
        .filter(([queue]) => queue.includes("-dlq-"))
        .map(([queue, { visible, inFlight, oldestAgeSeconds }]) => {
          return { region, queue, waiting: visible + inFlight, oldestAgeSeconds };
        }),
    );
  }

  /** Payments that clients were promised before a moment and that are not finished. */
  async unfinished(beforeMs: number): Promise<number> {
    const [region] = this.regions;
    const table = await readTable(this.world.reach, region, this.table);
    return this.acknowledgedBefore(beforeMs).filter((key) => {
      const payment = table.get(key)?.record;
      return !payment || !(isTerminal(payment.status) || payment.status === "IN_DOUBT");
    }).length;
  }

  /** In the middle of the night: only what is finished by now, and without what follows later. */
  async reconcile(occasion: string): Promise<void> {
    const { nowMs, limits } = this.world;
    const atMs = nowMs();
    const tables = await this.readTables();
    const charges = this.readCharges();
    const lines = readClientLog(this.world.logFile);
    const open = [...Object.values(tables)].flatMap((table) =>
      [...(table?.values() ?? [])].filter(({ record }) => !isTerminal(record.status)),
    );
    const unsettled = new Set(open.map(({ record }) => record.key));
    const settled = this.acknowledgedBefore(atMs - LOOK_EVERY_MS, lines).filter(
      (key) => !unsettled.has(key),
    );
    const acknowledged = acknowledgementsOf(lines, limits);
    const notYet = { receipts: "not-asked", postings: "not-asked" } as const;
    const books = { acknowledged, tables, charges, ...notYet };
    const [region] = this.regions;
    const report = reconcileBooks(books, { region, atMs, occasion }, new Set(settled));
    this.reconciliations.push(report);
  }

  /** Waits until every accepted payment is in all books, or time is up; says what it waits for. */
  async settle(clock: DrillClock, say: (text: string) => void): Promise<void> {
    const untilMs = clock.nowMs() + SETTLE_WITHIN_MS;
    let sayAtMs = clock.nowMs() + SAY_EVERY_MS;
    try {
      for (;;) {
        await this.read();
        const open = this.stillOpen();
        if (open.payments === 0) return;
        const nowMs = clock.nowMs();
        if (nowMs > untilMs || nowMs > sayAtMs) say(openText(open));
        if (nowMs > untilMs) return;
        if (nowMs > sayAtMs) sayAtMs = nowMs + SAY_EVERY_MS;
        await clock.sleep(LOOK_EVERY_MS);
      }
    } catch (error) {
      say(`the books could not be completed: ${(error as Error).message}`);
    }
  }

  /** Reads all books for the last time and compares everything. */
  async close(occasion: string): Promise<void> {
    await this.read();
    const { limits, nowMs } = this.world;
    const { tables, ledger: charges, archives, postings = "not-asked" } = this.books;
    const receipts = Object.fromEntries(
      Object.entries(archives).map(([region, archive]) => [region, archive?.receipts]),
    );
    const acknowledged = acknowledgementsOf(this.lines, limits);
    const [region] = this.regions;
    const scope = { region, atMs: nowMs(), occasion };
    this.reconciliations.push(
      reconcileBooks({ acknowledged, tables, charges, receipts, postings }, scope),
    );
  }

  private async read(): Promise<void> {
    this.unread.length = 0;
    this.lines = readClientLog(this.world.logFile);
    const tables = await this.readTables();
    const archives: Record<string, ArchiveBooks | undefined> = {};
    for (const [region, reader] of this.archives) {
      archives[region] = await this.attempt(`archive in ${region}`, () => reader.read());
    }
    this.books = {
      tables,
      ledger: this.readCharges(),
      archives,
      postings: await this.readPostings(),
    };
  }

  private async readTables(): Promise<ReadBooks["tables"]> {
    const tables: Record<string, ReadonlyMap<string, BookedPayment> | undefined> = {};
    for (const region of this.regions) {
      tables[region] = await this.attempt(`table in ${region}`, () =>
        readTable(this.world.reach, region, this.table),
      );
    }
    return tables;
  }

  private async attempt<T>(book: string, read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      this.unread.push(`${book}: ${(error as Error).message}`);
      return undefined;
    }
  }

  get ledgerFile(): string {
    return join(this.world.supervisor.deployment.dataFolder, "processor-ledger.jsonl");
  }

  private async readPostings(): Promise<LedgerBooks | undefined> {
    const { supervisor } = this.world;
    const regions = ledgerRegions(supervisor);
    if (regions.length === 0) return undefined;
    const postings: Record<string, LedgerBooks[string]> = {};
    for (const region of regions) {
      postings[region] = await this.attempt(`ledger in ${region}`, () =>
        readLedger(supervisor, region),
      );
    }
    return postings;
  }

  private readCharges(): LedgerCharge[] {
    return readProcessorLedger(this.ledgerFile);
  }

  private acknowledgedBefore(
    beforeMs: number,
    lines = readClientLog(this.world.logFile),
  ): string[] {
    const early = lines.filter(({ endedMs }) => endedMs <= beforeMs);
    return [...new Set(acknowledgementsOf(early, this.world.limits).map(({ key }) => key))];
  }

  private stillOpen(): StillOpen {
    const promised = acknowledgementsOf(this.lines, this.world.limits);
    return stillOpen(this.books, new Set(promised.map(({ key }) => key)));
  }
}

function transactionsTableOf(names: readonly string[]): string {
  const name = names.find((one) => one.includes("-transactions-"));
  if (name === undefined) throw new Error("the program declares no table of transactions");
  return name;
}
