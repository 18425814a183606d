import { type PaymentRecord, splitKey } from "./payment-record";

/** What happened to a payment, as the rest of the company hears it. */
export type EventKind = "processed" | "declined" | "failed" | "in_doubt";

/**
 * The message on the events topic. It is published before the result is recorded, so a recorded
 * result has always been told at least once; consumers recognise repetitions by the identifier.
 */
export interface PaymentEvent {
  readonly kind: EventKind;
  readonly tenant: string;
  readonly transaction_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly customer: string;
  readonly method: string;
  /** When the payment was accepted, epoch milliseconds: the same in every repetition. */
  readonly accepted_at: number;
  readonly reference?: string;
  readonly reason?: string;
}

export function paymentEvent(
  kind: EventKind,
  payment: PaymentRecord,
  answer: { readonly reference?: string | undefined; readonly reason?: string | undefined },
): PaymentEvent {
  const { tenant, transactionId } = splitKey(payment.key);
  return {
    kind,
    tenant,
    transaction_id: transactionId,
    amount_minor: payment.amountMinor,
    currency: payment.currency,
    customer: payment.customer,
    method: payment.method,
    accepted_at: payment.createdMs,
    ...(answer.reference ? { reference: answer.reference } : {}),
    ...(answer.reason ? { reason: answer.reason } : {}),
  };
}

/** The SNS input for an event; the attribute lets subscriptions filter without reading bodies. */
export function publishInput(topicArn: string, event: PaymentEvent) {
  return {
    TopicArn: topicArn,
    Message: JSON.stringify(event),
    MessageAttributes: { kind: { DataType: "String", StringValue: event.kind } },
  };
}
