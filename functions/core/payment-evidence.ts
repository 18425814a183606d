import type { PaymentRecord, PaymentStatus } from "./payment-record";

/** A reply that reached a client: the payment counts as accepted from here on. */
export interface Acknowledgement {
  readonly key: string;
  readonly fingerprint: string;
  readonly amountMinor: string;
  readonly currency: string;
}

/** A payment as one region's table holds it. */
export interface RecordedPayment {
  readonly status: PaymentStatus;
  readonly fingerprint: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly reference: string | undefined;
  /** Somebody is at work on it right now, so the books of others may be ahead. */
  readonly inFlight: boolean;
  /** Finished so recently that ledger and archive need not have heard of it. */
  readonly fresh: boolean;
  /** An attempt may have had an effect at the processor. */
  readonly maybe: boolean;
}

/** What the processor's books say; the amount only where its books are read, not asked. */
export interface Charge {
  readonly reference: string;
  readonly amountMinor?: string;
  readonly currency?: string;
}

/** A payment as the ledger holds it. */
export interface PostedPayment {
  readonly amountMinor: string;
  readonly currency: string;
  readonly reference: string;
}

/** Was not asked, could not be asked, or does not have it: three different things. */
export type Missing = "not-asked" | "unknown" | "absent";

/** Everything that is known about one payment, from everybody who may know something. */
export interface PaymentEvidence {
  readonly key: string;
  readonly acknowledged: readonly Acknowledgement[];
  /** Per region. */
  readonly recorded: Readonly<Record<string, RecordedPayment | Missing>>;
  readonly charges: readonly Charge[] | Missing;
  readonly posted: PostedPayment | Missing;
  /** Whether the archive holds a receipt. */
  readonly archived: boolean | "not-asked" | "unknown";
}

/** What others need to know of a payment; the last `freshMs` are those that paperwork may take. */
export function recordedPayment(
  payment: PaymentRecord,
  nowMs: number,
  freshMs = 0,
): RecordedPayment {
  const { status, fingerprint, amountMinor, currency, reference, leaseMs, maybe } = payment;
  const inFlight = status === "PROCESSING" && leaseMs !== undefined && leaseMs > nowMs;
  const fresh = payment.doneMs !== undefined && Math.max(0, nowMs - payment.doneMs) < freshMs;
  return { status, fingerprint, amountMinor, currency, reference, inFlight, fresh, maybe };
}

/** Narrows a source's answer to the payment in it. */
export function found<T extends object>(answer: T | Missing): T | undefined {
  return typeof answer === "string" ? undefined : answer;
}
