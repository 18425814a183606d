import { type Checker, violations } from "./facts";

/** A request that breaks the rules leaves no trace. */
export const invalidIsRefused: Checker = {
  id: "I4",
  statement: "a request that is not valid is never acknowledged and never charged",
  check: ({ acknowledgements, charges, payments }) => {
    const invalid = acknowledgements.filter(({ fingerprint }) => fingerprint === "");
    const valid = new Set(
      acknowledgements.filter(({ fingerprint }) => fingerprint !== "").map(({ key }) => key),
    );
    const charged = new Set(charges.map(({ key }) => key));
    return violations("I4", [
      ...invalid.filter(({ status }) => status < 300).map(({ key }) => `${key} was acknowledged`),
      ...invalid
        .filter(({ key }) => !valid.has(key) && charged.has(key))
        .map(({ key }) => `${key} was charged`),
      ...invalid
        .filter(({ key }) => !valid.has(key) && payments.has(key))
        .map(({ key }) => `${key} was stored`),
      ...invalid
        .filter(({ status }) => status >= 500 && status !== 503)
        .map(({ key, status }) => `${key} was answered ${status}`),
    ]);
  },
};
