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
const NAMED_IDS = 1_000;

export interface RebuildPorts extends Pick<PaymentStorePorts, "clock" | "random" | "dynamo"> {
  readonly sql: Sql;
  readonly transactionsTable: string;
}

/** Where to begin, and when to stop and hand back where it got to. */
export interface RebuildLimits {
  readonly after?: string | undefined;
  readonly budgetMs: number;
  readonly pageSize: number;
}

/**
 * Posts every processed payment that the ledger lacks.
 * Cross-region: the payments table is the truth and the ledger its projection, so after a database
 * failover that lost transactions nothing is lost: they are derived again, with the same contents.
 */
export async function rebuild(ports: RebuildPorts, limits: RebuildLimits): Promise<RebuildReport> {
  const untilMs = ports.clock.monoMs() + limits.budgetMs;
  const ids: string[] = [];
  const contradicting: string[] = [];
  let totals: ControlTotals = {};
  let scanned = 0;
  let present = 0;
  let after = limits.after;
  do {
    const page = await readPaymentPage(ports, after, limits.pageSize);
    const succeeded = page.payments.filter(({ status }) => status === "SUCCEEDED");
    const postings = succeeded.flatMap((payment) => postingOf(payment) ?? []);
    // Recorded as processed but without a reference: the books cannot take it, and somebody must
    // look.
    const unpostable = succeeded.filter((payment) => !postingOf(payment)).map(({ key }) => key);
    const report = await postBatch(ports, ports.sql, postings, "rebuild");
    const posted = new Set(report.posted);
    for (const { transactionId, currency, amountMinor } of postings) {
      if (posted.has(transactionId)) totals = addToTotals(totals, currency, amountMinor);
    }
    ids.push(...report.posted);
    contradicting.push(...report.contradicting, ...unpostable);
    scanned += page.payments.length;
    present += report.present.length;
    after = page.next;
  } while (after !== undefined && ports.clock.monoMs() < untilMs);
  return {
    complete: after === undefined,
    ...(after === undefined ? {} : { next: after }),
    scanned,
    present,
    reposted: { count: ids.length, totals, ids: ids.slice(0, NAMED_IDS) },
    contradicting: { count: contradicting.length, ids: contradicting.slice(0, NAMED_IDS) },
  };
}

/** What the payment's own event would have posted. */
function postingOf(payment: PaymentRecord): Posting | undefined {
  return postingFor(paymentEvent("processed", payment, payment));
}
