import { Random } from "../engine/random";
import { drawPayments } from "./draw-payments";
import {
  drawCleanLoss,
  drawWindows,
  LONG_NIGHT_MS,
  LONG_OUTAGE_MS,
  longNight,
  longOutage,
} from "./draw-windows";
import { RATE_FAULTS, type RateFault } from "./fault-kinds";
import type { PolicyName } from "./policies";
import type {
  Approvers,
  FaultWindow,
  Mode,
  Scenario,
  ScenarioKind,
  ScenarioOptions,
} from "./scenario";

/** Faults stop here: until then safety is judged, afterwards also that everything gets finished. */
const HEAL_MS = 180_000;
/** With everything settled, regions still get this long to show that they are well. */
const CALM_MS = 10_000;
/** Who orders a failback may have to wait for its gates to open, which they do in calm. */
const FAILBACK_CALM_MS = 50_000;
/** Long enough for a back-off at its cap, a lease and three sweeps. */
const QUIET_MS = 420_000;

const LONGER_MS: Partial<Record<ScenarioKind, number>> = {
  "long-night": LONG_NIGHT_MS,
  "long-outage": LONG_OUTAGE_MS,
};

const KINDS: readonly (readonly [ScenarioKind, number])[] = [
  ["disaster", 0.885],
  ["clean-loss", 0.07],
  ["long-night", 0.03],
  ["long-outage", 0.015],
];

/** The program's default comes most often; the others move authority differently. */
const POLICY_SHARES: readonly (readonly [PolicyName, number])[] = [
  ["auto", 0.5],
  ["quick", 0.26],
  ["approve", 0.1],
  ["four-eyes", 0.07],
  ["manual", 0.07],
];

const APPROVERS: readonly Approvers[] = ["prompt", "slow", "divided", "refusing", "silent"];

/** Draws one disaster. Swarm testing: each seed switches on a random subset at random strength. */
export function drawScenario(seed: number, options: ScenarioOptions): Scenario {
  const random = new Random(`seed-${seed}`);
  const kind = share(random.fork("kind"), KINDS);
  const healMs = HEAL_MS + (LONGER_MS[kind] ?? 0);
  const skew = (place: string) => Math.round(random.fork(place).between(-30_000, 30_000));
  const old = random.fork("old");
  const windows = random.fork("windows");
  const upgradedAtMs = old.chance(0.1) ? Math.round(old.between(30_000, 170_000)) : 0;
  const drawn = windowsOf(kind, options.mode, windows);
  const hasFailback = drawn.some((window) => window.kind === "operator-failback");
  return {
    seed: String(seed),
    kind,
    ...options,
    policy: share(random.fork("policy"), POLICY_SHARES),
    approvers: random.fork("approvers").pick(APPROVERS),
    payments: drawPayments(random.fork("payments")),
    windows: drawn,
    rates: kind === "clean-loss" ? {} : drawRates(random.fork("rates")),
    skewMs: { primary: skew("skew-primary"), secondary: skew("skew-secondary") },
    upgradedAtMs: kind === "clean-loss" ? 0 : upgradedAtMs,
    fanOut: random.fork("fan-out").chance(0.1),
    settles: options.mode === "strong" && random.fork("settles").chance(0.25),
    healMs,
    calmMs: hasFailback ? FAILBACK_CALM_MS : CALM_MS,
    endMs: healMs + QUIET_MS,
  };
}

function windowsOf(kind: ScenarioKind, mode: Mode, random: Random): FaultWindow[] {
  if (kind === "clean-loss") return drawCleanLoss(random, HEAL_MS);
  const windows = drawWindows(random, mode, HEAL_MS);
  if (kind === "long-night") return [...windows, ...longNight(random)];
  return kind === "long-outage" ? [...windows, ...longOutage(random)] : windows;
}

function drawRates(random: Random): Partial<Record<RateFault, number>> {
  const rates: Partial<Record<RateFault, number>> = {};
  for (const kind of RATE_FAULTS) {
    const own = random.fork(kind);
    if (own.chance(0.5)) rates[kind] = own.pick([0.003, 0.01, 0.03, 0.1]);
  }
  return rates;
}

function share<T>(random: Random, shares: readonly (readonly [T, number])[]): T {
  let left = random.next();
  for (const [value, part] of shares) {
    left -= part;
    if (left < 0) return value;
  }
  return (shares[0] as readonly [T, number])[0];
}
