import { type Checker, violations } from "./facts";

/** The second barrier: a payment that a new epoch has touched cannot be claimed by an old one. */
export const epochNeverFalls: Checker = {
  id: "I13",
  statement: "no claim carries an epoch below the payment's",
  check: ({ changes }) =>
    violations(
      "I13",
      changes
        .filter(({ before, after }) => before && after && after.epoch < before.epoch)
        .map(
          ({ key, before, after, region }) =>
            `${key} fell from epoch ${before?.epoch} to ${after?.epoch} in ${region}`,
        ),
    ),
};
