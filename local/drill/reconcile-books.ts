import { fingerprint } from "../../functions/core/fingerprint";
import { DEFAULT_TENANT } from "../../functions/core/http-api";
import {
  type Acknowledgement,
  type Charge,
  type Missing,
  type PaymentEvidence,
  type RecordedPayment,
  recordedPayment,
} from "../../functions/core/payment-evidence";
import { paymentKey } from "../../functions/core/payment-record";
import { paymentReader } from "../../functions/core/payment-request";
import { NOTHING_RECONCILED, reconcilePayment } from "../../functions/core/reconciliation";
import {
  type ReconciliationReport,
  reconciliationReport,
} from "../../functions/core/reconciliation-report";
import type { PaymentLimits } from "../../functions/core/settings";
import { groupByKey } from "../checkers/group-by-key";
import type { BookedPayment } from "./books";
import { type ClientLine, isAcknowledgement } from "./client-log";
import type { LedgerBooks } from "./ledger-books";
import type { LedgerCharge } from "./processor-books";

/** Everybody's books. A book that could not be read is undefined, and that is not the same as empty. */
export interface Books {
  readonly acknowledged: readonly Acknowledgement[];
  readonly tables: Readonly<Record<string, ReadonlyMap<string, BookedPayment> | undefined>>;
  readonly charges: readonly LedgerCharge[] | undefined | "not-asked";
  /** Postings per region's database; "not-asked" where there is none, or while it is still posted to. */
  readonly postings: LedgerBooks | "not-asked";
  /** Receipts per region's archive; "not-asked" while batches are still on their way. */
  readonly receipts: Readonly<Record<string, ReadonlySet<string> | undefined>> | "not-asked";
}

/** What clients were told, with the fingerprint and the amount that they were told it for. */
export function acknowledgementsOf(
  lines: readonly ClientLine[],
  limits: PaymentLimits,
): Acknowledgement[] {
  const read = paymentReader(limits);
  return lines.filter(isAcknowledgement).map(({ id, request }): Acknowledgement => {
    const key = paymentKey(DEFAULT_TENANT, id);
    const reading = request && read(DEFAULT_TENANT, JSON.stringify(request));
    // A request that breaks the rules was acknowledged: no stored payment can ever agree with it.
    if (!reading?.ok) return { key, fingerprint: "", amountMinor: "0", currency: "unknown" };
    const { payment } = reading;
    const { amountMinor, currency } = payment;
    return {
      key,
      fingerprint: fingerprint(payment),
      amountMinor: amountMinor.toString(),
      currency,
    };
  });
}

/** Compares all books, payment by payment; `only` limits it to some payments. */
export function reconcileBooks(
  books: Books,
  scope: { readonly region: string; readonly atMs: number; readonly occasion: string },
  only?: ReadonlySet<string>,
): ReconciliationReport {
  const { region, atMs, occasion } = scope;
  const keys = [...keysOf(books)].filter((key) => only?.has(key) ?? true).sort();
  const acknowledged = groupByKey(books.acknowledged);
  const charges = groupByKey(linesOf(books).map((line) => ({ ...line, key: line.payment })));
  let result = NOTHING_RECONCILED;
  for (const key of keys) {
    result = reconcilePayment(result, {
      key,
      acknowledged: acknowledged.get(key) ?? [],
      recorded: recordedIn(books, key, atMs),
      charges: chargesIn(books, charges.get(key) ?? []),
      posted: postedIn(books, key),
      archived: archived(books, key),
    });
  }
  const at = new Date(atMs).toISOString();
  return reconciliationReport({ region, at, occasion, sources: sourcesOf(books) }, result);
}

function linesOf({ charges }: Books): readonly LedgerCharge[] {
  return charges === undefined || charges === "not-asked" ? [] : charges;
}

/**
 * Cross-region: a posting counts when every region's database holds it. A difference between them shows as
 * the one that is wrong: missing first, then other contents.
 */
function postedIn({ postings }: Books, key: string): PaymentEvidence["posted"] {
  if (postings === "not-asked") return "not-asked";
  const answers = Object.values(postings).map((one) =>
    one ? (one.get(key) ?? "absent") : "unknown",
  );
  return (
    answers.find((one) => one === "unknown") ??
    answers.find((one) => one === "absent") ??
    answers.at(-1) ??
    "unknown"
  );
}

function keysOf(books: Books): Set<string> {
  const { acknowledged, tables } = books;
  return new Set([
    ...acknowledged.map(({ key }) => key),
    ...Object.values(tables).flatMap((table) => [...(table?.keys() ?? [])]),
    ...linesOf(books).map(({ payment }) => payment),
  ]);
}

function recordedIn({ tables }: Books, key: string, atMs: number) {
  return Object.fromEntries(
    Object.entries(tables).map(([region, table]): [string, RecordedPayment | Missing] => {
      if (!table) return [region, "unknown"];
      const payment = table.get(key);
      return [region, payment ? recordedPayment(payment.record, atMs) : "absent"];
    }),
  );
}

function chargesIn(
  { charges }: Books,
  lines: readonly LedgerCharge[],
): readonly Charge[] | Missing {
  if (charges === "not-asked") return charges;
  if (charges === undefined) return "unknown";
  const approved = lines.filter(({ result }) => result === "approved");
  if (approved.length === 0) return "absent";
  return approved.map(({ reference, amount_minor: amountMinor, currency }) => {
    return { reference, amountMinor, currency };
  });
}

/** Cross-region: a receipt counts when every region's archive holds it. */
function archived({ receipts }: Books, key: string): PaymentEvidence["archived"] {
  if (receipts === "not-asked") return "not-asked";
  return Object.values(receipts).every((archive) => archive?.has(key) ?? false);
}

function sourcesOf({ acknowledged, charges, postings, tables, receipts }: Books): string[] {
  return [
    ...(acknowledged.length > 0 ? ["clients"] : []),
    ...Object.keys(tables).map((region) => `table in ${region}`),
    ...(charges === "not-asked" ? [] : ["processor"]),
    ...(postings === "not-asked"
      ? []
      : Object.keys(postings).map((region) => `ledger in ${region}`)),
    ...(receipts === "not-asked"
      ? []
      : Object.keys(receipts).map((region) => `archive in ${region}`)),
  ];
}
