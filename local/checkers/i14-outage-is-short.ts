import { type Checker, violations } from "./facts";

/** A fresh client gets through again within the promised time when one region is whole. */
export const outageIsShort: Checker = {
  id: "I14",
  statement: "while one region is whole, a fresh client is accepted within the promised time",
  check: ({ availability: { longestGapMs, allowedGapMs } }) =>
    violations(
      "I14",
      longestGapMs > allowedGapMs
        ? [`nobody was accepted for ${longestGapMs} ms, promised are ${allowedGapMs} ms`]
        : [],
    ),
};
