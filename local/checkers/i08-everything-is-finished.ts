import { isTerminal } from "../../functions/core/payment-record";
import { type Checker, violations } from "./facts";

/** Liveness: once the world is whole again, nothing stays stuck. */
export const everythingIsFinished: Checker = {
  id: "I8",
  statement: "after healing, every accepted payment is terminal or in doubt",
  check: ({ payments }) =>
    violations(
      "I8",
      [...payments.values()]
        .filter(({ status }) => !isTerminal(status) && status !== "IN_DOUBT")
        .map(({ key, status, attempt }) => `${key} is still ${status} after ${attempt} attempts`),
    ),
};
