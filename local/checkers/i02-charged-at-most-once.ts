import { type Checker, violations } from "./facts";
import { groupByKey } from "./group-by-key";

/** No customer pays twice. */
export const chargedAtMostOnce: Checker = {
  id: "I2",
  statement: "no payment has more than one effect at the processor",
  check: ({ charges }) =>
    violations(
      "I2",
      [...groupByKey(charges)]
        .filter(([, effects]) => effects.length > 1)
        .map(
          ([key, effects]) =>
            `${key} was charged ${effects.length} times, at ${effects.map(({ atMs }) => atMs).join(" and ")} ms`,
        ),
    ),
};
