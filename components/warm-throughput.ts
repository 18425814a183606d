/** What a new on-demand table serves at once, without being told about its load. */
const BASE = { writeUnitsPerSecond: 4_000, readUnitsPerSecond: 12_000 } as const;

/** Accept, claim and record: each rewrites the item, and each also moves it in the index of due payments. */
const WRITES_PER_PAYMENT = 3 * 2;

/** The status reads of a client, the authority lease and the sweeper's second look, read strongly. */
const READS_PER_PAYMENT = 4 * 2;

export interface WarmThroughput {
  readonly writeUnitsPerSecond: number;
  readonly readUnitsPerSecond: number;
}

/**
 * Throughput that a table must have from its first second on. A new table would otherwise turn away the
 * first peak of a busy day; below the base there is nothing to pay for.
 */
export function warmThroughputFor(peakPaymentsPerSecond: number): WarmThroughput | undefined {
  const writes = Math.ceil(peakPaymentsPerSecond * WRITES_PER_PAYMENT);
  const reads = Math.ceil(peakPaymentsPerSecond * READS_PER_PAYMENT);
  if (writes <= BASE.writeUnitsPerSecond && reads <= BASE.readUnitsPerSecond) return undefined;
  return {
    writeUnitsPerSecond: Math.max(writes, BASE.writeUnitsPerSecond),
    readUnitsPerSecond: Math.max(reads, BASE.readUnitsPerSecond),
  };
}
