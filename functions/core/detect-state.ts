import { appendTick, decodeTick, encodeTick, type Tick } from "./detection-history";
import type { HeartbeatWatch } from "./heartbeat";
import type { Attribute, Item } from "./payment-record";

/** What the detector of one region carries from tick to tick and from invocation to invocation. */
export interface DetectState {
  /** Oldest first, bounded. */
  readonly ticks: readonly Tick[];
  readonly heartbeat: HeartbeatWatch | undefined;
  /** Since when every tick found this region's own store good; a gate of the failback asks. */
  readonly goodSinceMs: number | undefined;
  /** An operator's marker: no automatic failover before this moment. */
  readonly freezeUntilMs: number | undefined;
  /** An operator's marker: everything until this moment is labelled as a drill. */
  readonly drillUntilMs: number | undefined;
}

/** A longer time between two ticks than this (a whole invocation was lost) was not watched. */
const UNWATCHED_MS = 45_000;
/** In quiet times ticks are saved once a minute; one save may be late. */
const SAVED_WITHIN_MS = 150_000;

function keyOf(region: string): Item {
  return { pk: { S: `detect#${region}` } };
}

export function readDetectStateInput(table: string, region: string) {
  return { TableName: table, Key: keyOf(region), ConsistentRead: true };
}

/** A region whose detector has not written yet starts with an empty state. */
export function detectStateFrom(item: unknown): DetectState {
  const stored = (item ?? {}) as Item;
  const beat = numberOf(stored, "beat");
  const sinceMs = numberOf(stored, "beat_since");
  const seenMs = numberOf(stored, "beat_seen");
  const watched = beat !== undefined && sinceMs !== undefined && seenMs !== undefined;
  return {
    ticks: (stored.ticks?.L ?? []).map(({ S }) => decodeTick(S ?? "")),
    heartbeat: watched ? { beat, sinceMs, seenMs } : undefined,
    goodSinceMs: numberOf(stored, "good_since"),
    freezeUntilMs: numberOf(stored, "freeze_until"),
    drillUntilMs: numberOf(stored, "drill_until"),
  };
}

function numberOf(item: Item, name: string): number | undefined {
  const text = item[name]?.N;
  return text === undefined ? undefined : Number(text);
}

/** The state after one more tick; the operator's markers stay as they are. */
export function afterTick(
  state: DetectState,
  tick: Tick,
  heartbeat: HeartbeatWatch | undefined,
): DetectState {
  const last = state.ticks.at(-1);
  const watched = last !== undefined && tick.atMs - last.atMs <= UNWATCHED_MS;
  const since = watched ? (state.goodSinceMs ?? tick.atMs) : tick.atMs;
  return {
    ...state,
    ticks: appendTick(state.ticks, tick),
    heartbeat,
    goodSinceMs: tick.standby === "good" ? since : undefined,
  };
}

/** The state after a tick in which even the standby's own store could not be read. */
export function afterBlindTick(state: DetectState, atMs: number): DetectState {
  return afterTick(state, { atMs, signals: [], standby: "bad" }, state.heartbeat);
}

/** How long the region's own store has been good without a break, up to its last tick. */
export function goodForMs(state: DetectState, nowMs: number): number | undefined {
  const last = state.ticks.at(-1);
  if (state.goodSinceMs === undefined || !last) return undefined;
  const silence = nowMs - last.atMs;
  if (!(silence >= 0 && silence <= SAVED_WITHIN_MS)) return undefined;
  return last.atMs - state.goodSinceMs;
}

/** No number stands for nothing: one fixed update expression then serves every state. */
const optional = (value: number | undefined): Attribute =>
  value === undefined ? { S: "none" } : { N: String(value) };

/** Writes the detector's own attributes and leaves the operator's markers alone. */
export function saveDetectStateInput(table: string, region: string, state: DetectState) {
  return {
    TableName: table,
    Key: keyOf(region),
    UpdateExpression:
      "SET ticks = :ticks, beat = :beat, beat_since = :since, beat_seen = :seen, good_since = :good",
    ExpressionAttributeValues: {
      ":ticks": { L: state.ticks.map((tick) => ({ S: encodeTick(tick) })) },
      ":beat": optional(state.heartbeat?.beat),
      ":since": optional(state.heartbeat?.sinceMs),
      ":seen": optional(state.heartbeat?.seenMs),
      ":good": optional(state.goodSinceMs),
    },
  };
}
