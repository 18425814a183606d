import type { Random } from "../engine/random";
import { WINDOW_FAULTS, type WindowFault } from "./fault-kinds";
import type { FaultWindow, Mode, Place } from "./scenario";

const PLACES: readonly Place[] = ["primary", "secondary", "witness", "internet", "processor"];
const REGIONS: readonly Place[] = ["primary", "secondary"];
const ALL_REGIONS: readonly Place[] = ["primary", "secondary", "witness"];

/** How often a kind of fault is part of a disaster. */
const CHANCES: Partial<Record<WindowFault, number>> = {
  "region-down": 0.75,
  "operators-disagree": 0.08,
  "workflow-stopped": 0.15,
  "alarm-storm": 0.15,
  "queue-poisoned": 0.1,
  "hints-replayed": 0.15,
};
const USUAL_CHANCE = 0.25;

/** Where a kind of fault can strike; all others strike one of the two serving regions. */
const STRIKES: Partial<Record<WindowFault, readonly Place[]>> = {
  "region-down": ALL_REGIONS,
  "lying-vantage": ALL_REGIONS,
  cut: PLACES,
  "half-cut": PLACES,
};

const ONLY_EVENTUAL: ReadonlySet<WindowFault> = new Set(["replication-stopped", "log-lost"]);

/** One or two windows of about a quarter of all kinds of faults; all are over when the world heals. */
export function drawWindows(random: Random, mode: Mode, healMs: number): FaultWindow[] {
  const windows: FaultWindow[] = [];
  for (const kind of WINDOW_FAULTS) {
    const own = random.fork(kind);
    if (!own.chance(CHANCES[kind] ?? USUAL_CHANCE)) continue;
    if (mode === "strong" && ONLY_EVENTUAL.has(kind)) continue;
    const times = 1 + own.int(2);
    for (let i = 0; i < times; i++) windows.push(drawWindow(kind, own.fork(String(i)), healMs));
  }
  return windows;
}

function drawWindow(kind: WindowFault, random: Random, healMs: number): FaultWindow {
  const fromMs = Math.round(random.between(5_000, 140_000));
  const longMs = kind === "region-down" ? 170_000 : 80_000;
  const untilMs = Math.min(healMs, Math.round(fromMs + random.between(4_000, longMs)));
  // The region that is active at first is the one whose loss hurts.
  const drawn = random.chance(0.6) ? "primary" : random.pick(STRIKES[kind] ?? REGIONS);
  const at = kind.startsWith("processor-") ? "processor" : drawn;
  const to = random.pick(PLACES.filter((place) => place !== at));
  return { kind, at, to, fromMs, untilMs };
}

/** One region, or only its store, is lost, and nothing else is wrong: here the promised outage is measured. */
export function drawCleanLoss(random: Random, healMs: number): FaultWindow[] {
  const luck = random.next();
  const at: Place = luck < 0.7 ? "primary" : luck < 0.85 ? "secondary" : "witness";
  const fromMs = Math.round(random.between(10_000, 60_000));
  const kind = at !== "witness" && random.chance(0.3) ? "store-dark" : "region-down";
  return [windowOf(kind, at, fromMs, healMs)];
}

/** Longer, twice, than payments are attempted, and together longer than a key is remembered. */
export const LONG_NIGHT_MS = 1_500_000;
const EVENING_MS = 130_000;

/**
 * Calls to the processor get lost in the evening; then nothing computes for a long time. Some nights have
 * a bad hour in the middle, in which calls get lost again.
 */
export function longNight(random: Random): FaultWindow[] {
  const morningMs = EVENING_MS + LONG_NIGHT_MS;
  const wakesMs = random.chance(0.5) ? EVENING_MS + Math.round(0.55 * LONG_NIGHT_MS) : morningMs;
  const sleepsMs = Math.min(morningMs, wakesMs + 50_000);
  const dark = (at: Place, fromMs: number, untilMs: number) =>
    fromMs < untilMs ? [windowOf("concurrency-exhausted", at, fromMs, untilMs)] : [];
  return [
    windowOf("processor-slow", "processor", 70_000, EVENING_MS),
    windowOf("processor-slow", "processor", wakesMs, sleepsMs),
    ...REGIONS.flatMap((at) => [
      ...dark(at, EVENING_MS, wakesMs),
      ...dark(at, sleepsMs, morningMs),
    ]),
  ];
}

/** Long enough that payments run out of attempts. */
export const LONG_OUTAGE_MS = 700_000;

/** Some calls get lost, then the processor refuses everything; nobody watches the regions meanwhile. */
export function longOutage(random: Random): FaultWindow[] {
  const untilMs = 120_000 + LONG_OUTAGE_MS;
  const kind = random.chance(0.7) ? "processor-busy" : "processor-down";
  return [
    windowOf("processor-slow", "processor", 30_000, 120_000),
    windowOf(kind, "processor", 120_000, untilMs),
    ...REGIONS.map((at) => windowOf("detect-silent", at, 130_000, untilMs)),
  ];
}

function windowOf(kind: WindowFault, at: Place, fromMs: number, untilMs: number): FaultWindow {
  return { kind, at, to: "internet", fromMs, untilMs };
}
