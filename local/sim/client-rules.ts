import { paymentReader } from "../../functions/core/payment-request";
import type { PaymentPlan } from "./scenario";

/** The rules as an honest client knows them; what they refuse must never be acknowledged. */
export const readAsClient = paymentReader({
  currencies: ["USD", "EUR", "GBP"],
  below: "100000.00",
  alertAbove: "10000.00",
});

/** A test card number that some clients send; it must never be seen again. */
export const PLANTED_CARD = "4111111111111111";

/** The body a plan asks for; `other` is a different payment under the same identifier. */
export function bodyOf(plan: PaymentPlan, other = false): string {
  const major = (plan.amountMinor / 100).toFixed(2);
  const valid = {
    transaction_id: plan.id,
    amount: other ? "1.23" : major,
    currency: plan.currency,
    customer_id: `cust-${plan.id}`,
    payment_method: plan.method,
  };
  switch (plan.shape) {
    case "valid":
      return JSON.stringify(valid);
    case "malformed":
      return JSON.stringify({ ...valid, currency: "XXX", amount: "-1" });
    case "card-number":
      return JSON.stringify({ ...valid, payment_method: PLANTED_CARD });
    case "too-large":
      return JSON.stringify({ ...valid, amount: "100000.00" });
    case "float-trap":
      // 1.15 * 100 is 114.99999999999999 in floating point.
      return JSON.stringify({ ...valid, amount: 1.15 });
  }
}
