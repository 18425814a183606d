import type { PaymentEvent } from "../../functions/core/payment-event";

/** A sound event, to be varied. */
export function paymentEventOf(changes: Partial<PaymentEvent> = {}): PaymentEvent {
  return {
    kind: "processed",
    tenant: "shop",
    transaction_id: "t-1",
    amount_minor: "12345",
    currency: "USD",
    customer: "c-1",
    method: "tok",
    accepted_at: Date.UTC(2030, 0, 2, 3, 4, 5),
    reference: "r-1",
    ...changes,
  };
}
