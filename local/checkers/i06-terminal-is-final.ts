import { isTerminal, type PaymentStatus } from "../../functions/core/payment-record";
import { type Checker, type PaymentChange, violations } from "./facts";

const RANK: Readonly<Record<PaymentStatus, number>> = {
  ACCEPTED: 0,
  PROCESSING: 0,
  IN_DOUBT: 1,
  SUCCEEDED: 2,
  DECLINED: 2,
  FAILED: 2,
  CANCELLED: 2,
};

/** History only moves forward. */
export const terminalIsFinal: Checker = {
  id: "I6",
  statement: "a terminal payment is never rewritten; versions and ranks only grow",
  check: ({ changes }) => violations("I6", changes.flatMap(problemsOf)),
};

function problemsOf({ key, before, after, region, atMs }: PaymentChange): string[] {
  const where = `by ${region} at ${atMs} ms`;
  if (!before) return [];
  if (!after) return [`${key} was deleted ${where}`];
  const found: string[] = [];
  if (after.fingerprint !== before.fingerprint)
    found.push(`${key} became another payment ${where}`);
  if (after.version < before.version) found.push(`${key} went back in version ${where}`);
  if (RANK[after.status] < RANK[before.status]) {
    found.push(`${key} went from ${before.status} to ${after.status} ${where}`);
  }
  if (isTerminal(before.status) && after.status !== before.status) {
    found.push(`${key} was ${before.status} and became ${after.status} ${where}`);
  }
  if (isTerminal(before.status) && after.reference !== before.reference) {
    found.push(`${key} changed its processor reference ${where}`);
  }
  return found;
}
