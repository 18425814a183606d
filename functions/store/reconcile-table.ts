import {
  type Acknowledgement,
  type PaymentEvidence,
  type PostedPayment,
  recordedPayment,
} from "../core/payment-evidence";
import type { PaymentRecord } from "../core/payment-record";
import type { Remote } from "../core/ports";
import { NOTHING_RECONCILED, type Reconciliation, reconcilePayment } from "../core/reconciliation";
import { errorName } from "../core/retry";
import {
  askLedger,
  askProcessor,
  askReplicas,
  askTable,
  type InquiryPorts,
  needsProcessor,
} from "./payment-inquiry";
import { readPaymentPage } from "./payment-pages";
import { ledgerTime, otherPostedPayments } from "./posted-payments";

export interface ReconcileTablePorts extends InquiryPorts {
  readonly dynamo: Remote;
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
}

const PAGE = 300;
/**
 * Payments that the ledger has and the table lacks: more than this is not a list but a disaster.
 */
const SURPLUS_MAX = 1_000;

/**
 * Compares every payment of the table, and every one that others know of, with everybody's books.
 */
export async function reconcileTable(
  ports: ReconcileTablePorts,
  order: ReconcileOrder,
): Promise<TableReconciliation> {
  const untilMs = ports.clock.monoMs() + order.budgetMs;
  const began = await ledgerClock(ports);
  const acknowledged = groupByKey(order.acknowledgements);
  const seen = new Set<string>();
  let result = NOTHING_RECONCILED;
  let after = order.after;
  do {
    const page = await readPaymentPage(ports, after, PAGE);
    for (const evidence of await gather(ports, order, page.payments, acknowledged)) {
      seen.add(evidence.key);
      result = reconcilePayment(result, evidence);
    }
    after = page.next;
  } while (after !== undefined && ports.clock.monoMs() < untilMs);
  // Only a whole table allows a word about what is not in it.
  if (order.after !== undefined || after !== undefined) return { result, next: after };
  const surplus = began ? await surplusOf(ports, [...seen], began) : new Map();
  const missing = new Set(
    [...acknowledged.keys(), ...surplus.keys()].filter((key) => !seen.has(key)),
  );
  for (const key of missing) {
    const told = acknowledged.get(key) ?? [];
    result = reconcilePayment(result, await absentee(ports, key, told, surplus.get(key)));
  }
  return { result, next: undefined };
}

async function gather(
  ports: ReconcileTablePorts,
  order: ReconcileOrder,
  payments: readonly PaymentRecord[],
  acknowledged: ReadonlyMap<string, readonly Acknowledgement[]>,
): Promise<PaymentEvidence[]> {
  const nowMs = ports.clock.nowMs();
  const records = payments.map((payment) => ({
    key: payment.key,
    record: recordedPayment(payment, nowMs),
  }));
  const keys = payments.map(({ key }) => key);
  const doubtful = records.filter(({ record }) => needsProcessor(record, order.depth));
  const [charges, posted, replicas] = await Promise.all([
    askProcessor(
      ports,
      doubtful.map(({ key }) => key),
    ),
    askLedger(ports, keys),
    askReplicas(ports, keys),
  ]);
  return records.map(({ key, record }) => ({
    key,
    acknowledged: acknowledged.get(key) ?? [],
    recorded: { [ports.region]: record, ...replicas(key) },
    charges: charges(key),
    posted: posted(key),
    archived: ports.receipts ? ports.receipts(key) : "not-asked",
  }));
}

/** It may have been stored after the scan had passed its place, so the table is asked once more. */
async function absentee(
  ports: ReconcileTablePorts,
  key: string,
  acknowledged: readonly Acknowledgement[],
  surplus: PostedPayment | undefined,
): Promise<PaymentEvidence> {
  const [record, charges, posted, replicas] = await Promise.all([
    askTable(ports, ports.dynamo, key),
    askProcessor(ports, [key]),
    askLedger(ports, [key]),
    askReplicas(ports, [key]),
  ]);
  return {
    key,
    acknowledged,
    recorded: { [ports.region]: record, ...replicas(key) },
    charges: charges(key),
    posted: surplus ?? posted(key),
    archived: ports.receipts ? ports.receipts(key) : "not-asked",
  };
}

async function ledgerClock(ports: ReconcileTablePorts): Promise<Date | undefined> {
  try {
    return ports.ledger && (await ledgerTime(ports.ledger));
  } catch (error) {
    // Every payment is reported as unverified then; there is nothing to add.
    ports.log.warn("the ledger did not answer", { error: errorName(error) });
    return undefined;
  }
}

async function surplusOf(
  ports: ReconcileTablePorts,
  keys: readonly string[],
  began: Date,
): Promise<ReadonlyMap<string, PostedPayment>> {
  if (!ports.ledger) return new Map();
  return otherPostedPayments(ports.ledger, keys, began, SURPLUS_MAX);
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
