import { addToTotals, type ControlTotals } from "../core/control-totals";
import { type Posting, postingFor } from "../core/ledger-posting";
import { paymentEvent } from "../core/payment-event";
import type { PaymentRecord } from "../core/payment-record";
import type { Sql } from "../core/ports";
import { readPaymentPage } from "../store/payment-pages";
import type { PaymentStorePorts } from "../store/payments";
import { postBatch } from "./post-batch";

/** What a rebuild did, exactly enough for an auditor to check it. */
export interface RebuildReport {
  readonly complete: boolean;
  /** Where the next run goes on; only while it is not complete. */
  readonly next?: string;
  readonly scanned: number;
  /** Payments that the ledger already had. */
  readonly present: number;
  /** Payments that were missing and have been posted again; the totals count all of them. */
  readonly reposted: {
    readonly count: number;
    readonly totals: ControlTotals;
    readonly ids: readonly string[];
  };
  /** Payments that the ledger has with other contents, or cannot take; nothing was changed. */
  readonly contradicting: { readonly count: number; readonly ids: readonly string[] };
}

/**
 * Identifiers named in a report; a workflow's state has no room for all. The books mark every one.
 */
const NAMED_IDS = 200;

export interface RebuildPorts extends Pick<PaymentStorePorts, "clock" | "random" | "dynamo"> {
  readonly sql: Sql;
  readonly transactionsTable: string;
}

/** Where to begin, and when to stop and hand back where it got to. */
export interface RebuildLimits {
  /** The report of an earlier part: the next part begins behind it and is added to it. */
  readonly soFar?: RebuildReport | undefined;
  readonly budgetMs: number;
  readonly pageSize: number;
}

const NOTHING_REBUILT: RebuildReport = {
  complete: false,
  scanned: 0,
  present: 0,
  reposted: { count: 0, totals: {}, ids: [] },
  contradicting: { count: 0, ids: [] },
};

/**
 * Posts every processed payment that the ledger lacks.
 * Cross-region: the payments table is the truth and the ledger its projection, so after a database
 * failover that lost transactions nothing is lost: they are derived again, with the same contents.
 */
export async function rebuild(ports: RebuildPorts, limits: RebuildLimits): Promise<RebuildReport> {
  const untilMs = ports.clock.monoMs() + limits.budgetMs;
  let report = limits.soFar ?? NOTHING_REBUILT;
  while (!report.complete) {
    const { payments, next } = await readPaymentPage(ports, report.next, limits.pageSize);
    const part = await postMissing(ports, payments);
    const { next: _passed, ...sum } = added(report, part);
    report = { ...sum, complete: next === undefined, ...(next === undefined ? {} : { next }) };
    if (ports.clock.monoMs() >= untilMs) break;
  }
  return report;
}

type Part = Omit<RebuildReport, "complete" | "next">;

async function postMissing(ports: RebuildPorts, payments: readonly PaymentRecord[]): Promise<Part> {
  const succeeded = payments.filter(({ status }) => status === "SUCCEEDED");
  const postings = succeeded.flatMap((payment) => postingOf(payment) ?? []);
  // Recorded as processed but without a reference: the books cannot take it, and somebody must
  // look.
  const unpostable = succeeded.filter((payment) => !postingOf(payment)).map(({ key }) => key);
  const outcome = await postBatch(ports, ports.sql, postings, "rebuild");
  const posted = new Set(outcome.posted);
  let totals: ControlTotals = {};
  for (const { transactionId, currency, amountMinor } of postings) {
    if (posted.has(transactionId)) totals = addToTotals(totals, currency, amountMinor);
  }
  const contradicting = [...outcome.contradicting, ...unpostable];
  return {
    scanned: payments.length,
    present: outcome.present.length,
    reposted: { count: outcome.posted.length, totals, ids: outcome.posted },
    contradicting: { count: contradicting.length, ids: contradicting },
  };
}

function added(report: RebuildReport, part: Part): RebuildReport {
  const named = (before: readonly string[], more: readonly string[]) =>
    [...before, ...more].slice(0, NAMED_IDS);
  let { totals } = report.reposted;
  for (const [currency, { count, amountMinor }] of Object.entries(part.reposted.totals)) {
    totals = addToTotals(totals, currency, amountMinor, count);
  }
  return {
    ...report,
    scanned: report.scanned + part.scanned,
    present: report.present + part.present,
    reposted: {
      count: report.reposted.count + part.reposted.count,
      totals,
      ids: named(report.reposted.ids, part.reposted.ids),
    },
    contradicting: {
      count: report.contradicting.count + part.contradicting.count,
      ids: named(report.contradicting.ids, part.contradicting.ids),
    },
  };
}

/** What the payment's own event would have posted. */
function postingOf(payment: PaymentRecord): Posting | undefined {
  return postingFor(paymentEvent("processed", payment, payment));
}
