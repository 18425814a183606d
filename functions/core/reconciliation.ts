import { addToTotals, type ControlTotals } from "./control-totals";
import { type Charge, found, type PaymentEvidence, type RecordedPayment } from "./payment-evidence";
import { isTerminal } from "./payment-record";

/**
 * What can be wrong between the books, worst first: a payment counts once, under the worst that was
 * found. The last three are not wrong: finished, on its way, and not checked because somebody who
 * was asked did not answer.
 */
export const RECONCILIATION_CLASSES = [
  "charged_twice",
  "charged_wrong_amount",
  "conflict_fp",
  "trapped",
  "lww_regressed",
  "recorded_uncharged",
  "charged_unrecorded",
  "misposted",
  "unposted",
  "unarchived",
  "in_doubt",
  "unverified",
  "open",
  "settled",
] as const;

export type ReconciliationClass = (typeof RECONCILIATION_CLASSES)[number];

/** What each class means, in the words of the report. */
export const CLASS_MEANINGS: Readonly<Record<ReconciliationClass, string>> = {
  charged_twice: "the processor has more than one charge for the payment",
  charged_wrong_amount: "the processor charged another amount or currency than was accepted",
  conflict_fp: "different requests were accepted under one identifier",
  trapped: "accepted, but missing in a region's table",
  lww_regressed: "a finished payment is recorded as unfinished, or differently in another region",
  recorded_uncharged: "recorded as processed, but the processor did not charge it",
  charged_unrecorded: "charged by the processor, but not recorded as processed",
  misposted: "the ledger holds other contents, or a payment that was not processed",
  unposted: "processed, but missing in the ledger",
  unarchived: "processed, but without a receipt in the archive",
  in_doubt: "nobody knows yet whether the processor charged it",
  unverified: "somebody who was asked about it did not answer",
  open: "accepted and on its way, or finished and on its way into the last books",
  settled: "finished, and all books agree",
};

/** Classes that need nobody's attention. */
const CALM: ReadonlySet<ReconciliationClass> = new Set(["open", "settled"]);

export function needsAttention(one: ReconciliationClass): boolean {
  return !CALM.has(one);
}

type Classes = readonly [ReconciliationClass, ...ReconciliationClass[]];

/** Every class that applies to a payment, worst first. */
export function classesOf(evidence: PaymentEvidence): Classes {
  const records = Object.values(evidence.recorded).flatMap((answer) => found(answer) ?? []);
  const applies: Partial<Record<ReconciliationClass, boolean>> = {
    ...agreement(evidence, records),
    ...charging(evidence, records),
    ...bookkeeping(evidence, records),
    in_doubt: records.some(({ status }) => status === "IN_DOUBT"),
    unverified: isUnverified(evidence),
  };
  const [worst, ...others] = RECONCILIATION_CLASSES.filter((one) => applies[one]);
  if (worst) return [worst, ...others];
  const finished = records.length > 0 && records.every(({ status }) => isTerminal(status));
  return [finished && !isPaperworkDue(evidence, records) ? "settled" : "open"];
}

/** Just finished, and ledger or archive have not heard of it yet. */
function isPaperworkDue(
  { posted, archived }: PaymentEvidence,
  records: readonly RecordedPayment[],
): boolean {
  const missing = posted === "absent" || archived === false;
  return missing && records.some(({ status, fresh }) => status === "SUCCEEDED" && fresh);
}

type Findings = Partial<Record<ReconciliationClass, boolean>>;

/** What clients were told and what the regions hold. */
function agreement(evidence: PaymentEvidence, records: readonly RecordedPayment[]): Findings {
  const prints = [...evidence.acknowledged, ...records].map(({ fingerprint }) => fingerprint);
  const absent = Object.values(evidence.recorded).includes("absent");
  const known = records.length > 0 || evidence.acknowledged.length > 0;
  const ended = records.filter(({ status }) => isTerminal(status));
  const outcomes = new Set(ended.map(({ status, reference }) => `${status} ${reference ?? ""}`));
  const isBehind = ended.length > 0 && ended.length < records.length;
  return {
    conflict_fp: new Set(prints).size > 1,
    trapped: absent && (known || found(evidence.posted) !== undefined),
    // Replicas may lag behind each other for a while, but never about how a payment ended.
    lww_regressed: outcomes.size > 1 || (isBehind && !ended.some(({ fresh }) => fresh)),
  };
}

/** What the processor did and what the regions hold. */
function charging(evidence: PaymentEvidence, records: readonly RecordedPayment[]): Findings {
  const { charges } = evidence;
  if (charges === "not-asked" || charges === "unknown") return {};
  const list: readonly Charge[] = charges === "absent" ? [] : charges;
  const succeeded = records.filter(({ status }) => status === "SUCCEEDED");
  const references = new Set(list.map(({ reference }) => reference));
  const accepted = records[0] ?? evidence.acknowledged[0];
  return {
    charged_twice: references.size > 1,
    charged_wrong_amount:
      accepted !== undefined &&
      list.some(({ amountMinor = accepted.amountMinor, currency = accepted.currency }) => {
        return amountMinor !== accepted.amountMinor || currency !== accepted.currency;
      }),
    recorded_uncharged: succeeded.some(({ reference }) => !references.has(reference ?? "")),
    charged_unrecorded:
      list.length > 0 &&
      records.every(({ status, inFlight }) => status !== "SUCCEEDED" && !inFlight),
  };
}

/** What the ledger and the archive made of it. */
function bookkeeping(evidence: PaymentEvidence, records: readonly RecordedPayment[]): Findings {
  const { posted, archived } = evidence;
  const succeeded = records.find(({ status }) => status === "SUCCEEDED");
  const books = found(posted);
  // The event that the ledger posts is published before the result is recorded.
  const unrecorded = books !== undefined && !succeeded && records.every((one) => !one.inFlight);
  const differs =
    books !== undefined &&
    succeeded !== undefined &&
    (books.amountMinor !== succeeded.amountMinor ||
      books.currency !== succeeded.currency ||
      books.reference !== succeeded.reference);
  return {
    misposted: unrecorded || differs,
    unposted: succeeded?.fresh === false && posted === "absent",
    unarchived: succeeded?.fresh === false && archived === false,
  };
}

/** Missing data is unknown, never fine. */
function isUnverified({ recorded, charges, posted, archived }: PaymentEvidence): boolean {
  return [...Object.values(recorded), charges, posted, archived].includes("unknown");
}

/** A payment that needs attention, and everything that was found about it. */
export interface Finding {
  readonly key: string;
  readonly classes: readonly ReconciliationClass[];
  readonly amountMinor: string;
  readonly currency: string;
}

/** The result over many payments; every payment is in exactly one class's totals. */
export interface Reconciliation {
  readonly payments: number;
  readonly totals: Readonly<Partial<Record<ReconciliationClass, ControlTotals>>>;
  readonly findings: readonly Finding[];
  /** Findings that are counted in the totals but not listed. */
  readonly unlisted: number;
}

export const NOTHING_RECONCILED: Reconciliation = {
  payments: 0,
  totals: {},
  findings: [],
  unlisted: 0,
};

/** A report that lists more than this is a disaster report; the totals still count everything. */
export const LISTED_FINDINGS = 1_000;

/** Adds a payment to a result. */
export function reconcilePayment(so: Reconciliation, evidence: PaymentEvidence): Reconciliation {
  const classes = classesOf(evidence);
  const [worst] = classes;
  const { amountMinor, currency } = moneyOf(evidence);
  const attention = needsAttention(worst);
  const list = attention && so.findings.length < LISTED_FINDINGS;
  return {
    payments: so.payments + 1,
    totals: { ...so.totals, [worst]: addToTotals(so.totals[worst] ?? {}, currency, amountMinor) },
    findings: list
      ? [...so.findings, { key: evidence.key, classes, amountMinor, currency }]
      : so.findings,
    unlisted: so.unlisted + (attention && !list ? 1 : 0),
  };
}

/** The amount that was promised to the client, or else the first that anybody knows. */
function moneyOf(evidence: PaymentEvidence): { amountMinor: string; currency: string } {
  const records = Object.values(evidence.recorded).flatMap((answer) => found(answer) ?? []);
  const charge = typeof evidence.charges === "string" ? undefined : evidence.charges[0];
  const money = evidence.acknowledged[0] ?? records[0] ?? found(evidence.posted);
  return {
    amountMinor: money?.amountMinor ?? charge?.amountMinor ?? "0",
    currency: money?.currency ?? charge?.currency ?? "unknown",
  };
}
