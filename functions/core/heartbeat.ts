import { gapMsOf } from "./detection-history";
import type { Item } from "./payment-record";
import type { FailoverPolicy } from "./settings";
import type { Health } from "./vantage";

/** A beat is the active region's wall clock; only whether it changes matters for its health. */
function beatItem(key: Item, nowMs: number): Item {
  return { ...key, beat: { N: String(nowMs) } };
}

function keyOf(region: string): Item {
  return { pk: { S: `heartbeat#${region}` } };
}

/** Written by the active region with every tick in which its own store could be read and written. */
export function heartbeatInput(table: string, region: string, nowMs: number) {
  return { TableName: table, Item: beatItem(keyOf(region), nowMs) };
}

export function readHeartbeatInput(table: string, region: string) {
  return { TableName: table, Key: keyOf(region), ConsistentRead: true };
}

/** No payment has this key: those carry a `#` between tenant and identifier. */
function lagKeyOf(region: string): Item {
  return { transaction_id: { S: `heartbeat-of-${region}` } };
}

/**
 * Cross-region: under eventual consistency a beat also goes through the replication of the payments
 * themselves; its age in the standby is the bound on what a takeover could lose.
 */
export function lagHeartbeatInput(table: string, region: string, nowMs: number) {
  return { TableName: table, Item: beatItem(lagKeyOf(region), nowMs) };
}

export function readLagHeartbeatInput(table: string, region: string) {
  return { TableName: table, Key: lagKeyOf(region), ConsistentRead: true };
}

/** The beat of an item, undefined when there is none. */
export function beatFrom(item: unknown): number | undefined {
  const beat = Number(((item ?? {}) as Item).beat?.N ?? Number.NaN);
  return Number.isFinite(beat) ? beat : undefined;
}

/** Clocks of two regions may disagree by this much before a beat from the future is not believed. */
const CLOCK_SKEW_MS = 5_000;

/** Age of the newest replicated beat; undefined when there is none or clocks disagree too much. */
export function lagOf(beat: number | undefined, nowMs: number): number | undefined {
  if (beat === undefined || beat - nowMs > CLOCK_SKEW_MS) return undefined;
  return Math.max(0, nowMs - beat);
}

/** The last beat that was seen, since when it has not changed, and when it was last looked at. */
export interface HeartbeatWatch {
  readonly beat: number;
  readonly sinceMs: number;
  readonly seenMs: number;
}

export interface HeartbeatReading {
  readonly watch: HeartbeatWatch | undefined;
  readonly health: Health;
}

/**
 * Judges a heartbeat by whether it changes, on the watcher's own clock, so that no two clocks are
 * compared. A heartbeat that was never seen, or that was not watched for a while, is unknown.
 */
export function watchHeartbeat(
  before: HeartbeatWatch | undefined,
  beat: number | undefined,
  nowMs: number,
  policy: FailoverPolicy,
): HeartbeatReading {
  if (beat === undefined) return { watch: undefined, health: "unknown" };
  const anew = { beat, sinceMs: nowMs, seenMs: nowMs };
  if (!before) return { watch: anew, health: "unknown" };
  if (beat !== before.beat) return { watch: anew, health: "good" };
  const gapMs = gapMsOf(policy);
  const silence = nowMs - before.seenMs;
  if (!(silence >= 0 && silence <= gapMs)) return { watch: anew, health: "unknown" };
  const watch = { ...before, seenMs: nowMs };
  return { watch, health: nowMs - before.sinceMs >= gapMs ? "bad" : "good" };
}
