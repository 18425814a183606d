import type { PaymentEvent } from "./payment-event";
import { paymentKey } from "./payment-record";

/** The role that posts to the ledger and reads it; it signs in with an IAM token. */
export const LEDGER_ROLE = "payment_ledger";

/** Money that the processor has taken from customers and owes to us. */
export const PROCESSOR_RECEIVABLE = "receivable:processor";

/** Money that we owe to a tenant. */
export function tenantPayable(tenant: string): string {
  return `payable:${tenant}`;
}

/**
 * One payment in the books: the amount is debited to the receivable and credited to the tenant. It
 * is a function of the payment alone, so an event, its repetition and a rebuild all post the same.
 */
export interface Posting {
  readonly transactionId: string;
  readonly tenant: string;
  readonly currency: string;
  readonly amountMinor: string;
  readonly customer: string;
  /** The processor's reference. */
  readonly reference: string;
  readonly acceptedMs: number;
}

/**
 * Only money that moved is posted; declined, failed and doubtful payments leave no trace in the
 * books. Nothing is posted without the processor's reference either: an auditor could not follow
 * it.
 */
export function postingFor(event: PaymentEvent): Posting | undefined {
  if (event.kind !== "processed" || !event.reference) return undefined;
  return {
    transactionId: paymentKey(event.tenant, event.transaction_id),
    tenant: event.tenant,
    currency: event.currency,
    amountMinor: event.amount_minor,
    customer: event.customer,
    reference: event.reference,
    acceptedMs: event.accepted_at,
  };
}

/** A batch with each transaction once, in a fixed order so that two writers cannot deadlock. */
export interface PostingBatch {
  readonly postings: readonly Posting[];
  /**
   * Transactions that the batch itself describes in two different ways: never posted, always told.
   */
  readonly contradicting: readonly string[];
}

export function batchOf(postings: readonly Posting[]): PostingBatch {
  const byId = new Map<string, Posting>();
  const contradicting = new Set<string>();
  for (const posting of postings) {
    const seen = byId.get(posting.transactionId);
    if (!seen) byId.set(posting.transactionId, posting);
    else if (!samePosting(seen, posting)) contradicting.add(posting.transactionId);
  }
  for (const id of contradicting) byId.delete(id);
  const ordered = [...byId.values()].sort((a, b) => (a.transactionId < b.transactionId ? -1 : 1));
  return { postings: ordered, contradicting: [...contradicting] };
}

function samePosting(a: Posting, b: Posting): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
