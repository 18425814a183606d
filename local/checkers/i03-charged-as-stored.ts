import { type Checker, violations } from "./facts";

/** The processor never moves money that no stored payment asks for. */
export const chargedAsStored: Checker = {
  id: "I3",
  statement: "a payment is stored before its effect, with the same amount and currency",
  check: ({ charges }) =>
    violations(
      "I3",
      charges
        .filter(
          ({ stored, amountMinor, currency }) =>
            stored?.amountMinor !== amountMinor || stored.currency !== currency,
        )
        .map(
          ({ key, amountMinor, currency, stored }) =>
            `${key} was charged ${amountMinor} ${currency} while ${stored ? `${stored.amountMinor} ${stored.currency}` : "nothing"} was stored`,
        ),
    ),
};
