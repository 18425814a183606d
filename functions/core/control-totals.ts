/** How many payments, and how much money per currency: what an auditor adds up. */
export interface ControlTotal {
  readonly count: number;
  /** Sum in minor units, as text because it may exceed what a JSON number holds. */
  readonly amountMinor: string;
}

/** Totals per currency. */
export type ControlTotals = Readonly<Record<string, ControlTotal>>;

export function addToTotals(
  totals: ControlTotals,
  currency: string,
  amountMinor: string,
  count = 1,
): ControlTotals {
  const before = totals[currency] ?? { count: 0, amountMinor: "0" };
  const sum = BigInt(before.amountMinor) + BigInt(amountMinor);
  return { ...totals, [currency]: { count: before.count + count, amountMinor: sum.toString() } };
}
