import { isTerminal, type PaymentStatus } from "../../functions/core/payment-record";
import { type Checker, type Facts, type PaymentChange, violations } from "./facts";

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
  statement:
    "a terminal payment is never rewritten or shown as another; versions and ranks only grow",
  check: (facts) => violations("I6", [...facts.changes.flatMap(problemsOf), ...unsaid(facts)]),
};

/** The final states as clients are shown them. */
const SHOWN: Readonly<Record<string, PaymentStatus>> = {
  processed: "SUCCEEDED",
  declined: "DECLINED",
  failed: "FAILED",
  cancelled: "CANCELLED",
};

/** Nobody is told an end that is taken back afterwards. */
function unsaid({ readings, payments }: Facts): string[] {
  return readings.flatMap(({ key, shown, reference, region, atMs }) => {
    const told = SHOWN[shown ?? ""];
    const payment = payments.get(key);
    if (!told || !payment) return [];
    const isSame = (payment.reference ?? "") === (reference ?? "");
    if (payment.status === told && isSame) return [];
    return [`${key} was shown as ${shown} by ${region} at ${atMs} ms and is ${payment.status}`];
  });
}

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
