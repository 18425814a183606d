import { createHash } from "node:crypto";
import type { CanonicalPayment } from "./payment-request";

/** Stored beside the fingerprint: a later algorithm must still recognise what an older one wrote. */
export const FINGERPRINT_VERSION = 1;

/** What makes two requests the same payment: every member that changes what is charged to whom. */
export function fingerprint(payment: CanonicalPayment): string {
  const parts = [
    payment.tenant,
    payment.transactionId,
    payment.amountMinor.toString(),
    payment.currency,
    payment.customer,
    payment.method,
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
