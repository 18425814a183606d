import type { PaymentRecord, PaymentStatus } from "../../functions/core/payment-record";
import { type Checker, type Facts, violations } from "./facts";

const EVENT: Readonly<Partial<Record<PaymentStatus, string>>> = {
  SUCCEEDED: "processed",
  DECLINED: "declined",
  FAILED: "failed",
  IN_DOUBT: "in_doubt",
};

/** No result and no doubt stays a secret of the table. */
export const somebodyIsTold: Checker = {
  id: "I9",
  statement: "every result is published, every failure and doubt reaches the operators",
  check: (facts) =>
    violations(
      "I9",
      [...facts.payments.values()].flatMap((payment) => secretsOf(payment, facts)),
    ),
};

function secretsOf({ key, status, alert }: PaymentRecord, { alerts, events }: Facts): string[] {
  const found: string[] = [];
  const kind = EVENT[status];
  if (kind && !events.has(`${kind} ${key}`)) found.push(`${key} is ${status} and nobody was told`);
  if (alert) found.push(`${key} still waits to tell ${alert}`);
  const needsEyes = status === "FAILED" || status === "IN_DOUBT";
  if (needsEyes && alerts && !alerts.has(`${kind} ${key}`)) {
    found.push(`${key} is ${status} and no operator was alerted`);
  }
  return found;
}
