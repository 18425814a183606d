import type { FailoverPolicy } from "./settings";
import type { Health, Signal, Vantage } from "./vantage";

/** The vantage points of every tick, in the order in which a tick is written down. */
const TICK_VANTAGES = ["standby", "witness", "heartbeat"] as const satisfies Vantage[];

/** What the standby saw at one moment. */
export interface Tick {
  readonly atMs: number;
  readonly signals: readonly Signal[];
  /** The standby's own store: read and write path. */
  readonly standby: Health;
}

/** Ticks that are kept: three minutes at the default interval, enough for decision and evidence. */
export const TICKS_KEPT = 36;

/** A row of ticks is broken when the detector was silent for longer than this many intervals. */
const GAP_TICKS = 3;

/** Fewer would make one liar enough, whatever the policy says. */
const LEAST_QUORUM = 2;
const LEAST_BAD_TICKS = 2;

const LETTERS: Readonly<Record<Health, string>> = { good: "g", bad: "b", unknown: "u" };
const HEALTHS: Readonly<Record<string, Health>> = { g: "good", b: "bad" };

/** A tick as one short line, e.g. `1700000000000 bbu g`: time, vantage points, standby. */
export function encodeTick(tick: Tick): string {
  const letters = TICK_VANTAGES.map((vantage) => LETTERS[healthFrom(tick.signals, vantage)]);
  return `${tick.atMs} ${letters.join("")} ${LETTERS[tick.standby]}`;
}

export function decodeTick(line: string): Tick {
  const [at = "", letters = "", standby = ""] = line.split(" ");
  const signals = TICK_VANTAGES.map((vantage, index): Signal => {
    return { vantage, health: HEALTHS[letters.charAt(index)] ?? "unknown" };
  });
  return { atMs: Number(at), signals, standby: HEALTHS[standby] ?? "unknown" };
}

/** Appends a tick and forgets the oldest beyond the bound. */
export function appendTick(ticks: readonly Tick[], tick: Tick): Tick[] {
  return [...ticks, tick].slice(-TICKS_KEPT);
}

/** True when every vantage point and the standby itself are fine: nothing worth a write. */
export function isQuiet(tick: Tick): boolean {
  return tick.standby === "good" && tick.signals.every(({ health }) => health === "good");
}

/** One vantage point's word. Contradicting itself, or saying nothing, it counts as unknown. */
function healthFrom(signals: readonly Signal[], vantage: Vantage): Health {
  const said = signals.filter((signal) => signal.vantage === vantage);
  const first = said[0]?.health ?? "unknown";
  return said.every(({ health }) => health === first) ? first : "unknown";
}

/** The vantage points that call the active region bad; one that repeats itself counts once. */
export function badVantages(signals: readonly Signal[]): Vantage[] {
  const vantages = [...new Set(signals.map(({ vantage }) => vantage))];
  return vantages.filter((vantage) => healthFrom(signals, vantage) === "bad");
}

/** Cross-region: a quorum of one is never enough, even if a policy should say so. */
function quorumOf(policy: FailoverPolicy): number {
  return Math.max(LEAST_QUORUM, policy.quorum);
}

/** Bad ticks in a row that a decision needs. */
export function rowOf(policy: FailoverPolicy): number {
  return Math.max(LEAST_BAD_TICKS, policy.badTicks);
}

/** The longest silence between two ticks that still belong to one row. */
export function gapMsOf(policy: FailoverPolicy): number {
  return GAP_TICKS * policy.tickSeconds * 1000;
}

/**
 * How many of the latest ticks in a row saw the active region lost while the standby was healthy.
 * `extra` signals (an alarm) are counted with every tick. A tick that saw too little breaks the row,
 * as does silence of the detector; ticks of two detectors that overlap are not counted twice.
 */
export function badTicksInRow(
  ticks: readonly Tick[],
  nowMs: number,
  policy: FailoverPolicy,
  extra: readonly Signal[] = [],
): number {
  const gapMs = gapMsOf(policy);
  const apartMs = (policy.tickSeconds * 1000) / 2;
  let row = 0;
  let seenMs = nowMs;
  let countedMs = Number.POSITIVE_INFINITY;
  for (const tick of [...ticks].reverse()) {
    const silence = seenMs - tick.atMs;
    if (!(silence >= 0 && silence <= gapMs) || tick.standby !== "good") break;
    if (badVantages([...tick.signals, ...extra]).length < quorumOf(policy)) break;
    seenMs = tick.atMs;
    if (countedMs - tick.atMs < apartMs) continue;
    countedMs = tick.atMs;
    row += 1;
  }
  return row;
}
