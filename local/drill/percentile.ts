/** Nearest rank: a value that was really measured. Undefined when nothing was. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

/** Percentiles as a report shows them; null where nothing was measured. */
export interface Spread {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export function spreadOf(values: readonly number[]): Spread {
  const at = (percent: number) => percentile(values, percent) ?? null;
  return { p50: at(50), p99: at(99), max: at(100) };
}
