import { type Checker, violations } from "./facts";

/** The promise of the product: what a client was told is accepted exists. */
export const acknowledgedIsStored: Checker = {
  id: "I1",
  statement: "every acknowledged payment is stored",
  check: ({ acknowledgements, payments }) =>
    violations(
      "I1",
      acknowledgements
        .filter(({ status, key }) => status < 300 && !payments.has(key))
        .map(
          ({ key, region, atMs }) =>
            `${key} was acknowledged by ${region} at ${atMs} ms and is gone`,
        ),
    ),
};
