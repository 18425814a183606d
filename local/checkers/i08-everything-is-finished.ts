import { isTerminal, type PaymentRecord } from "../../functions/core/payment-record";
import { type Checker, violations } from "./facts";

/** Liveness: once the world is whole again, nothing stays stuck, and nobody looks again in vain. */
export const everythingIsFinished: Checker = {
  id: "I8",
  statement: "after healing, every accepted payment is terminal or in doubt, and due no more",
  check: ({ payments }) => violations("I8", [...payments.values()].flatMap(unfinished)),
};

function unfinished({ alert, attempt, dueMs, key, status }: PaymentRecord): string[] {
  if (!isTerminal(status) && status !== "IN_DOUBT") {
    return [`${key} is still ${status} after ${attempt} attempts`];
  }
  const isDue = dueMs !== undefined && alert === undefined;
  return isDue ? [`${key} is ${status} and will be swept for ever`] : [];
}
