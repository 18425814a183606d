import { type Checker, violations } from "./facts";

/** The processor's total is ours, to the minor unit, per currency; doubts are counted apart. */
export const booksBalance: Checker = {
  id: "I16",
  statement: "what the processor moved equals what succeeded, per currency, doubts apart",
  check: ({ payments, charges }) => {
    const balance = new Map<string, bigint>();
    const add = (currency: string, amount: bigint) =>
      balance.set(currency, (balance.get(currency) ?? 0n) + amount);
    for (const { key, currency, amountMinor } of charges) {
      if (payments.get(key)?.status !== "IN_DOUBT") add(currency, BigInt(amountMinor));
    }
    for (const { status, currency, amountMinor } of payments.values()) {
      if (status === "SUCCEEDED") add(currency, -BigInt(amountMinor));
    }
    return violations(
      "I16",
      [...balance]
        .filter(([, difference]) => difference !== 0n)
        .map(([currency, difference]) => `${currency} differs by ${difference} minor units`),
    );
  },
};
