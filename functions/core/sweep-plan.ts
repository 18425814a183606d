import { isTerminal, type PaymentRecord } from "./payment-record";

/** How long a re-driven payment is left alone before it is re-driven again. */
export const REDRIVE_AFTER_MS = 30_000;

export type SweepAction =
  /** Tell the event that nobody was told yet, then clear it. */
  | { readonly action: "publish"; readonly alert: string }
  /** Put a hint on the queue again. */
  | { readonly action: "redrive"; readonly seenDueMs: number }
  /** The index was stale, or there is nothing left to do. */
  | { readonly action: "nothing" };

/**
 * Decides on the payment itself, never on the index entry that led to it: the index is eventually
 * consistent and may name payments that were finished long ago.
 */
export function planSweep(payment: PaymentRecord, nowMs: number): SweepAction {
  if (payment.alert !== undefined) return { action: "publish", alert: payment.alert };
  if (isTerminal(payment.status) || payment.status === "IN_DOUBT") return { action: "nothing" };
  if (payment.dueMs === undefined || payment.dueMs > nowMs) return { action: "nothing" };
  return { action: "redrive", seenDueMs: payment.dueMs };
}

export function dueInput(table: string, shard: string, nowMs: number, limit: number) {
  return {
    TableName: table,
    IndexName: "due",
    KeyConditionExpression: "dsh = :shard AND due <= :now",
    ExpressionAttributeValues: { ":shard": { S: shard }, ":now": { N: String(nowMs) } },
    Limit: limit,
  };
}
