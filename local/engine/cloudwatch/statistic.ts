import { invalidValue } from "./cloudwatch-error";
import type { Aggregate } from "./metric-series";

/** Reads one number out of a stretch of time; undefined when it cannot be told. */
export interface Statistic {
  readonly name: string;
  /** Percentiles look at single values, everything else at sums. */
  readonly needsValues: boolean;
  read(aggregate: Aggregate): number | undefined;
}

const simple: Readonly<Record<string, (aggregate: Aggregate) => number>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
  SampleCount: ({ count }) => count,
};

/** Understands the five statistics and percentiles from p0 to p100. */
export function statistic(name: string): Statistic {
  const read = simple[name];
  if (read) return { name, needsValues: false, read };
  const match = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(name);
  const percent = Number(match?.[1]);
  if (!match || percent > 100) throw invalidValue(`The statistic ${name} is not known here.`);
  return { name, needsValues: true, read: (aggregate) => percentile(aggregate, percent) };
}

function percentile({ values, minimum, maximum }: Aggregate, percent: number): number | undefined {
  if (values.length === 0) return minimum === maximum ? minimum : undefined;
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let remaining = Math.max(1, (percent / 100) * total);
  for (const { value, weight } of sorted) {
    remaining -= weight;
    // Sums of fractions miss whole numbers by a hair.
    if (remaining <= 1e-9) return value;
  }
  return maximum;
}
