import { minorDigits } from "./currency";
import { toMajor } from "./money";
import type { CanonicalPayment } from "./payment-request";

/**
 * The body of an accepted payment: a function of the canonical request and nothing else, so every
 * region gives the same bytes, now and after any disaster.
 */
export function acceptedBody(payment: CanonicalPayment): string {
  return JSON.stringify({
    transaction_id: payment.transactionId,
    status: "accepted",
    amount: toMajor(payment.amountMinor, minorDigits(payment.currency)),
    currency: payment.currency,
    customer_id: payment.customer,
    payment_method: payment.method,
  });
}
