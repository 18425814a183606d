import type { PaymentStatus } from "../../functions/core/payment-record";
import { type Checker, violations } from "./facts";

const EVENT: Readonly<Partial<Record<PaymentStatus, string>>> = {
  SUCCEEDED: "processed",
  DECLINED: "declined",
  FAILED: "failed",
  IN_DOUBT: "in_doubt",
};

/** No result and no doubt stays a secret of the table. */
export const somebodyIsTold: Checker = {
  id: "I9",
  statement: "every result, failure and doubt is published at least once",
  check: ({ payments, events }) => {
    const found: string[] = [];
    for (const { key, status, alert } of payments.values()) {
      const kind = EVENT[status];
      if (kind && !events.has(`${kind} ${key}`))
        found.push(`${key} is ${status} and nobody was told`);
      if (alert) found.push(`${key} still waits to tell ${alert}`);
    }
    return violations("I9", found);
  },
};
