import { type Checker, violations } from "./facts";
import { groupByKey } from "./group-by-key";

/** What we say about the money is what happened to it. */
export const statusTellsTheTruth: Checker = {
  id: "I7",
  statement: "succeeded means charged under that reference; declined and failed mean not charged",
  check: ({ payments, charges }) => {
    const effects = groupByKey(charges);
    const found: string[] = [];
    for (const [key, payment] of payments) {
      const references = (effects.get(key) ?? []).map(({ reference }) => reference);
      if (payment.status === "SUCCEEDED" && !references.includes(payment.reference ?? "")) {
        found.push(`${key} succeeded as ${payment.reference}, which the processor does not know`);
      }
      const refused = ["DECLINED", "FAILED", "CANCELLED"].includes(payment.status);
      if (refused && references.length > 0) {
        found.push(`${key} is ${payment.status} and was charged as ${references.join(", ")}`);
      }
    }
    return violations("I7", found);
  },
};
