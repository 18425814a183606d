/** What a new on-demand table, or an index of it, serves at once without being told about its load. */
const BASE = { writeUnitsPerSecond: 4_000, readUnitsPerSecond: 12_000 } as const;

/** Units that one payment costs, for items of about a kilobyte. */
export const PAYMENT_UNITS = {
  /** Written when accepted, claimed and recorded; read strongly by clients, leases and the sweeper. */
  table: { writes: 3, reads: 4 },
  /** Entering, moving and leaving the index of due payments: a move is a deletion and an entry. */
  index: { writes: 4, reads: 1 },
} as const;

/** Units a second that are there at once. */
export interface WarmThroughput {
  readonly writeUnitsPerSecond: number;
  readonly readUnitsPerSecond: number;
}

/**
 * Throughput that must be there from the first second on. Something new would otherwise turn away the
 * first peak of a busy day; below the base there is nothing to pay for.
 */
export function warmThroughputFor(
  peakPaymentsPerSecond: number,
  units: { readonly writes: number; readonly reads: number },
): WarmThroughput | undefined {
  const writes = Math.ceil(peakPaymentsPerSecond * units.writes);
  const reads = Math.ceil(peakPaymentsPerSecond * units.reads);
  if (writes <= BASE.writeUnitsPerSecond && reads <= BASE.readUnitsPerSecond) return undefined;
  return {
    writeUnitsPerSecond: Math.max(writes, BASE.writeUnitsPerSecond),
    readUnitsPerSecond: Math.max(reads, BASE.readUnitsPerSecond),
  };
}
