import { type ClientLine, isFailure } from "./client-log";
import { CALM_MS } from "./live-clients";
import { byName } from "./measure-clients";

/** Clients retry, so a rare failure is no outage; this share of requests may fail while they are served. */
export const TOLERATED_FAILURES = 0.02;

/** A stretch of time in which so many requests fail is an outage, however short it is. */
const STRETCH_MS = 5_000;
const OUTAGE_SHARE = 0.2;
const FEWEST_ASKED = 3;

export function failedShare(lines: readonly ClientLine[]): number {
  return lines.length === 0 ? 0 : lines.filter(isFailure).length / lines.length;
}

/**
 * When clients were served again after a blow, and stayed served: the end of the first success after which
 * hardly any request failed for ten seconds, and no stretch until the next planned event was an outage.
 * Undefined when that never came, or when there were no ten seconds to see it: silence is no proof.
 */
export function servedAgain(
  lines: readonly ClientLine[],
  sinceMs: number,
  untilMs: number,
): number | undefined {
  const asked = byName(lines)
    .filter(({ beganMs }) => beganMs >= sinceMs && beganMs < untilMs)
    .sort((a, b) => a.endedMs - b.endedMs);
  const calmFromMs = endOfLastOutage(asked, sinceMs);
  for (const line of asked) {
    if (isFailure(line) || line.beganMs < calmFromMs) continue;
    const calmMs = line.endedMs + CALM_MS;
    if (calmMs > untilMs) return undefined;
    const later = asked.filter(({ beganMs }) => beganMs >= line.beganMs && beganMs <= calmMs);
    if (failedShare(later) <= TOLERATED_FAILURES) return line.endedMs;
  }
  return undefined;
}

/** The last request that failed in the last outage; the blow itself when there was none. */
function endOfLastOutage(asked: readonly ClientLine[], sinceMs: number): number {
  const stretches = new Map<number, ClientLine[]>();
  for (const line of asked) {
    const stretch = Math.floor((line.beganMs - sinceMs) / STRETCH_MS);
    stretches.set(stretch, [...(stretches.get(stretch) ?? []), line]);
  }
  const failed = [...stretches.values()]
    .filter((lines) => lines.length >= FEWEST_ASKED && failedShare(lines) >= OUTAGE_SHARE)
    .flatMap((lines) => lines.filter(isFailure))
    .map(({ beganMs }) => beganMs);
  return Math.max(sinceMs, ...failed);
}
