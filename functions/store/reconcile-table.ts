import {
  type Acknowledgement,
  type PaymentEvidence,
  type PostedPayment,
  recordedPayment,
} from "../core/payment-evidence";
import { isTerminal, type PaymentRecord } from "../core/payment-record";
import type { Remote } from "../core/ports";
import {
  classesOf,
  NOTHING_RECONCILED,
  needsAttention,
  type Reconciliation,
  reconcilePayment,
} from "../core/reconciliation";
import { archiveReceipts, type Receipts } from "./archive-receipts";
import { LedgerReading } from "./ledger-reading";
import { askLedger, askProcessor, type InquiryPorts, needsProcessor } from "./payment-inquiry";
import { readPaymentPage } from "./payment-pages";
import { FRESH_MS, ReplicaBooks } from "./replica-books";

export interface ReconcileTablePorts extends InquiryPorts {
  readonly dynamo: Remote;
  readonly archiveBucket: string;
}

/** How far to go, and how deep. */
export interface ReconcileOrder {
  readonly depth: "open" | "all";
  readonly budgetMs: number;
  readonly after?: string | undefined;
  readonly acknowledgements: readonly Acknowledgement[];
}

export interface TableReconciliation {
  readonly result: Reconciliation;
  /** Where to go on; undefined when the table was read to its end. */
  readonly next: string | undefined;
  /** Books that did not answer, or not to their end. */
  readonly unread: readonly string[];
}

const PAGE = 300;

/**
 * Compares every payment of the table, and every one that others know of, with everybody's books.
 */
export async function reconcileTable(
  ports: ReconcileTablePorts,
  order: ReconcileOrder,
): Promise<TableReconciliation> {
  const untilMs = ports.clock.monoMs() + order.budgetMs;
  const books = await openBooks(ports, untilMs);
  const acknowledged = groupByKey(order.acknowledgements);
  const seen = new Set<string>();
  let result = NOTHING_RECONCILED;
  let after = order.after;
  do {
    const page = await readPaymentPage(ports, after, PAGE);
    for (const evidence of await gather(ports, books, order, page.payments, acknowledged)) {
      seen.add(evidence.key);
      result = reconcilePayment(result, evidence);
    }
    after = page.next;
  } while (after !== undefined && ports.clock.monoMs() < untilMs);
  // Only a whole table allows a word about what is not in it.
  const isWhole = order.after === undefined && after === undefined;
  if (isWhole) {
    const elsewhere = await knownElsewhere(ports, books, acknowledged, untilMs);
    for (const [key, posted] of elsewhere) {
      if (seen.has(key)) continue;
      const told = acknowledged.get(key) ?? [];
      result = reconcilePayment(result, await absentee(ports, books, key, told, posted));
    }
  }
  return { result, next: after, unread: unreadOf(books) };
}

/** The books of others, as they are opened for one report. */
interface OpenBooks {
  readonly replicas: ReplicaBooks;
  readonly ledger: LedgerReading | undefined;
  readonly receipts: Receipts | undefined;
}

async function openBooks(ports: ReconcileTablePorts, untilMs: number): Promise<OpenBooks> {
  const { ledger, receiptArchive: archive } = ports;
  return {
    replicas: new ReplicaBooks(ports),
    ledger: ledger && (await LedgerReading.begin(ports, ledger)),
    receipts: archive && archiveReceipts({ ...ports, archive }, untilMs),
  };
}

function unreadOf({ replicas, ledger, receipts }: OpenBooks): string[] {
  return [
    ...replicas.unread.map((region) => `table in ${region}`),
    ...(ledger?.isUnread ? ["ledger"] : []),
    ...(receipts?.isUnread() ? ["archive"] : []),
  ];
}

async function gather(
  ports: ReconcileTablePorts,
  { replicas, receipts }: OpenBooks,
  order: ReconcileOrder,
  payments: readonly PaymentRecord[],
  acknowledged: ReadonlyMap<string, readonly Acknowledgement[]>,
): Promise<PaymentEvidence[]> {
  const nowMs = ports.clock.nowMs();
  const keys = payments.map(({ key }) => key);
  const recorded = new Map(
    payments.map((payment) => [payment.key, recordedPayment(payment, nowMs, FRESH_MS)]),
  );
  const doubtful = keys.filter((key) => {
    const record = recorded.get(key);
    return record !== undefined && needsProcessor(record, order.depth);
  });
  const [charges, posted, others] = await Promise.all([
    askProcessor(ports, doubtful),
    askLedger(ports, keys),
    replicas.ask(keys),
  ]);
  return Promise.all(
    payments.map(async (payment): Promise<PaymentEvidence> => {
      const evidence: PaymentEvidence = {
        key: payment.key,
        acknowledged: acknowledged.get(payment.key) ?? [],
        recorded: {
          [ports.region]: recorded.get(payment.key) ?? "unknown",
          ...others(payment.key),
        },
        charges: charges(payment.key),
        posted: posted(payment.key),
        archived: payment.status === "SUCCEEDED" ? await archived(receipts, payment) : "not-asked",
      };
      // It may have ended while the others were asked: then they know more than the scan did.
      const isLate = !isTerminal(payment.status) && needsAttention(classesOf(evidence)[0]);
      return isLate ? { ...evidence, recorded: await replicas.everywhere(payment.key) } : evidence;
    }),
  );
}

async function archived(
  receipts: Receipts | undefined,
  payment: PaymentRecord,
): Promise<PaymentEvidence["archived"]> {
  return receipts ? receipts.holds(payment) : "not-asked";
}

/** Payments that somebody else knows of, and what the ledger holds of them. */
async function knownElsewhere(
  ports: ReconcileTablePorts,
  { replicas, ledger }: OpenBooks,
  acknowledged: ReadonlyMap<string, readonly Acknowledgement[]>,
  untilMs: number,
): Promise<ReadonlyMap<string, PostedPayment | undefined>> {
  const known = new Map<string, PostedPayment | undefined>();
  for (const key of acknowledged.keys()) known.set(key, undefined);
  for (const region of Object.keys(ports.replicas ?? {})) {
    for (const key of await replicas.keysElsewhere(region, untilMs)) known.set(key, undefined);
  }
  for (const [key, posted] of (await ledger?.everything(untilMs)) ?? []) known.set(key, posted);
  return known;
}

/** It may have been stored after the scan had passed its place, so the table is asked once more. */
async function absentee(
  ports: ReconcileTablePorts,
  { replicas }: OpenBooks,
  key: string,
  acknowledged: readonly Acknowledgement[],
  inLedger: PostedPayment | undefined,
): Promise<PaymentEvidence> {
  const [recorded, charges, posted] = await Promise.all([
    replicas.everywhere(key),
    askProcessor(ports, [key]),
    askLedger(ports, [key]),
  ]);
  return {
    key,
    acknowledged,
    recorded,
    charges: charges(key),
    posted: inLedger ?? posted(key),
    archived: "not-asked",
  };
}

function groupByKey(
  acknowledgements: readonly Acknowledgement[],
): ReadonlyMap<string, readonly Acknowledgement[]> {
  const groups = new Map<string, Acknowledgement[]>();
  for (const one of acknowledgements) {
    const group = groups.get(one.key);
    if (group) group.push(one);
    else groups.set(one.key, [one]);
  }
  return groups;
}
