import { type Checker, type Facts, violations } from "./facts";

/** The processor never moves money that no stored payment asks for, and no client ever asked for. */
export const chargedAsStored: Checker = {
  id: "I3",
  statement: "a payment is stored before its effect, with the amount that the client asked for",
  check: (facts) => violations("I3", [...chargedOtherwise(facts), ...storedOtherwise(facts)]),
};

function chargedOtherwise({ charges }: Facts): string[] {
  return charges
    .filter(
      ({ stored, amountMinor, currency }) =>
        stored?.amountMinor !== amountMinor || stored.currency !== currency,
    )
    .map(({ key, amountMinor, currency, stored }) => {
      const behind = stored ? `${stored.amountMinor} ${stored.currency}` : "nothing";
      return `${key} was charged ${amountMinor} ${currency} while ${behind} was stored`;
    });
}

function storedOtherwise({ acknowledgements, payments }: Facts): string[] {
  return acknowledgements.flatMap(({ amountMinor, fingerprint, key, status }) => {
    const stored = payments.get(key);
    if (status >= 300 || fingerprint === "" || !stored) return [];
    if (stored.amountMinor === amountMinor) return [];
    return [`${key} was acknowledged for ${amountMinor} and stored as ${stored.amountMinor}`];
  });
}
