import { type ClientLine, isAcknowledgement, isFailure } from "./client-log";
import { byName } from "./measure-clients";
import { percentile } from "./percentile";

/** What clients with the shared name met in one stretch of time. */
export interface Bucket {
  /** Since the night began. */
  readonly atSeconds: number;
  readonly accepted: number;
  readonly failed: number;
  /** From the first try to the acknowledgement; null where nobody was acknowledged. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

const BUCKET_MS = 2_000;

/** The night in small pieces, for the plots; a piece in which nothing happened is there as well. */
export function seriesOf(lines: readonly ClientLine[], startedMs: number): Bucket[] {
  const asked = byName(lines).filter(({ kind }) => kind === "payment");
  const last = Math.max(0, ...asked.map(({ endedMs }) => endedMs - startedMs));
  const count = asked.length === 0 ? 0 : Math.floor(last / BUCKET_MS) + 1;
  const buckets = Array.from({ length: count }, (): ClientLine[] => []);
  for (const line of asked) {
    buckets[Math.floor((line.endedMs - startedMs) / BUCKET_MS)]?.push(line);
  }
  return buckets.map((bucket, index) => {
    const accepted = bucket.filter(isAcknowledgement);
    const latencies = accepted.map(({ firstMs, endedMs }) => Math.round(endedMs - firstMs));
    return {
      atSeconds: (index * BUCKET_MS) / 1000,
      accepted: accepted.length,
      failed: bucket.filter(isFailure).length,
      p50Ms: percentile(latencies, 50) ?? null,
      p99Ms: percentile(latencies, 99) ?? null,
    };
  });
}
