import type { CanonicalPayment } from "./payment-request";
import type { PaymentLimits } from "./settings";
import type { WorkflowInput } from "./workflow";

/** Synthetic payments belong to a tenant of their own, so that no report mistakes them for money. */
const SYNTHETIC_TENANT = "synthetic";

const MINUTE_MS = 60_000;

/**
 * The payment that proves a takeover: the smallest amount there is. One per minute, so that a repeated
 * try finds the payment of the one before, and a later verification proves something anew.
 */
export function syntheticPayment(
  input: WorkflowInput,
  limits: PaymentLimits,
  nowMs: number,
): CanonicalPayment {
  const [currency] = limits.currencies;
  if (currency === undefined) throw new Error("no currency is configured");
  return {
    tenant: SYNTHETIC_TENANT,
    transactionId: `verify-${input.to}-${input.epoch + 1}-${Math.floor(nowMs / MINUTE_MS)}`,
    amountMinor: 1n,
    currency,
    customer: SYNTHETIC_TENANT,
    method: SYNTHETIC_TENANT,
  };
}
