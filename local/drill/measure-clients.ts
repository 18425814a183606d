import { type ClientLine, isAcknowledgement, isFailure } from "./client-log";
import type { ClientCounts } from "./measured";

/** Requests of clients that go by the shared name: stale ones follow nobody's failover. */
export function byName(lines: readonly ClientLine[]): ClientLine[] {
  return lines.filter(({ via }) => via === "name");
}

/** The first success in a region that began after a moment. */
export function firstSuccess(
  lines: readonly ClientLine[],
  sinceMs: number,
  region: string,
): number | undefined {
  const ends = byName(lines)
    .filter((line) => line.beganMs >= sinceMs && line.region === region && !isFailure(line))
    .map(({ endedMs }) => endedMs);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** The longest time without an accepted payment between two moments; their own edges count. */
export function acceptGapMs(lines: readonly ClientLine[], fromMs: number, untilMs: number): number {
  const accepted = byName(lines)
    .filter((line) => line.kind === "payment" && isAcknowledgement(line))
    .map(({ endedMs }) => endedMs)
    .filter((atMs) => atMs >= fromMs && atMs <= untilMs)
    .sort((a, b) => a - b);
  const moments = [fromMs, ...accepted, untilMs];
  return Math.max(...moments.slice(1).map((atMs, index) => atMs - (moments[index] ?? fromMs)));
}

/** How long clients waited for their acknowledgement, retries included. */
export function acceptLatencies(
  lines: readonly ClientLine[],
  fromMs: number,
  untilMs: number,
): number[] {
  return byName(lines)
    .filter((line) => line.kind === "payment" && isAcknowledgement(line))
    .filter(({ firstMs }) => firstMs >= fromMs && firstMs < untilMs)
    .map(({ firstMs, endedMs }) => endedMs - firstMs);
}

export function countClients(lines: readonly ClientLine[]): ClientCounts {
  const of = (kind: ClientLine["kind"]) => lines.filter((line) => line.kind === kind);
  const answered = (kind: ClientLine["kind"]) => of(kind).filter((line) => !isFailure(line));
  const payments = new Set(of("payment").map(({ id }) => id));
  const acknowledged = of("payment").filter(isAcknowledgement);
  const bodies = new Map(acknowledged.map(({ id, body }) => [id, body]));
  const duplicates = answered("duplicate");
  const alike = duplicates.filter(({ id, body, status }) => {
    // A twin may have been answered while its payment never was.
    return status < 300 && (bodies.get(id) ?? body) === body;
  });
  return {
    requests: lines.length,
    payments: payments.size,
    acknowledged: new Set(acknowledged.map(({ id }) => id)).size,
    unanswered: payments.size - new Set(answered("payment").map(({ id }) => id)).size,
    duplicates: duplicates.length,
    duplicatesAnsweredAlike: alike.length,
    conflicts: answered("conflict").length,
    conflictsRefused: of("conflict").filter(({ status }) => status === 409).length,
    malformed: answered("malformed").length,
    malformedRefused: of("malformed").filter(({ status }) => status === 400).length,
    readings: answered("reading").length,
    staleRequests: lines.filter(({ via }) => via !== "name").length,
    serverErrors: lines.filter(({ status }) => status >= 500).length,
    noAnswer: lines.filter(({ status }) => status === 0).length,
  };
}
