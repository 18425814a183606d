import { FUNCTION_NAMES, type FunctionName } from "../../functions/core/function-catalogue";
import { type Facts, type Violation, violations } from "../checkers/facts";
import type { CallFault } from "./fault-kinds";
import type { FaultWindow, PaymentPlan, Place, Scenario } from "./scenario";

/** What is done to every single call of every function. */
const CRASH_FAULTS = ["killed-before", "killed-after", "reply-lost"] as const;

/** Beside them, where authority moves at the same moment: whoever stops for a while wakes up late. */
const PAUSES: readonly CallFault[] = ["frozen", "hung"];

/** For worlds in which only one function matters. */
function allBut(name: FunctionName): ReadonlySet<string> {
  return new Set(FUNCTION_NAMES.filter((one) => one !== name));
}

/** A world with hardly anything in it, in which every single call can be made to fail. */
export interface CrashWorld {
  readonly name: string;
  readonly scenario: Scenario;
  /** Functions that run here as in other worlds, where their calls are enumerated. */
  readonly background: ReadonlySet<string>;
  readonly faults: readonly CallFault[];
  /** What has to be true at the end beside the invariants, whichever call failed. */
  readonly expects: (facts: Facts) => readonly Violation[];
}

const QUIET_MS = 420_000;

const WATCHERS: ReadonlySet<string> = new Set(["detect", "health", "latch", "probe"]);

function world(
  name: string,
  parts: Partial<Scenario> & Pick<Scenario, "healMs">,
  rest: Partial<Pick<CrashWorld, "background" | "expects" | "faults">> = {},
): CrashWorld {
  const scenario: Scenario = {
    seed: `crash/${name}`,
    kind: "disaster",
    mode: "strong",
    processor: "idempotent",
    policy: "quick",
    approvers: "prompt",
    payments: [payment({})],
    windows: [],
    rates: {},
    skewMs: { primary: 0, secondary: 0 },
    upgradedAtMs: 0,
    fanOut: true,
    settles: parts.processor === "none",
    endMs: parts.healMs + QUIET_MS,
    ...parts,
  };
  const usual = { background: new Set<string>(), expects: () => [], faults: CRASH_FAULTS };
  return { name, scenario, ...usual, ...rest };
}

function payment(parts: Partial<PaymentPlan>): PaymentPlan {
  return {
    id: "t0",
    atMs: 4_000,
    amountMinor: 1_234_567,
    currency: "EUR",
    method: "card_ok",
    shape: "valid",
    resolver: "primary",
    copies: 1,
    conflictAfterMs: undefined,
    readsAfterMs: [12_000],
    patienceMs: 120_000,
    ...parts,
  };
}

function window(kind: FaultWindow["kind"], at: Place, fromMs: number, untilMs: number) {
  return { kind, at, to: "internet", fromMs, untilMs } as const;
}

/** Whatever died on the way: the move is finished or was never begun, and a region may process. */
function ends(active: "primary" | "secondary" | "either"): CrashWorld["expects"] {
  return ({ authorities, regions }) => {
    const last = authorities.at(-1);
    const expected = { primary: regions[0], secondary: regions[1], either: last?.active }[active];
    const isDone = last?.active === expected && last?.phase === "STEADY";
    return violations(
      "move",
      isDone ? [] : [`authority ended with ${last?.active} in ${last?.phase}, not ${expected}`],
    );
  };
}

const LOST = [window("region-down", "primary", 5_000, 140_000)];

/** Together they make every simulated function run through every call it has. */
export const CRASH_WORLDS: readonly CrashWorld[] = [
  world("a payment", { healMs: 30_000 }),
  world(
    "a declined payment",
    { healMs: 30_000, payments: [payment({ method: "decline_card" })] },
    { background: WATCHERS },
  ),
  world(
    "a payment that fails",
    { healMs: 30_000, payments: [payment({ method: "broken_card" })] },
    { background: WATCHERS },
  ),
  world(
    "an unknown outcome without keys",
    {
      processor: "none",
      healMs: 30_000,
      windows: [window("processor-slow", "processor", 0, 30_000)],
    },
    { background: WATCHERS },
  ),
  world(
    "an unknown outcome with look-ups",
    {
      processor: "lookup",
      healMs: 60_000,
      windows: [window("processor-slow", "processor", 0, 30_000)],
    },
    { background: WATCHERS },
  ),
  world(
    "a takeover",
    { healMs: 141_000, windows: LOST, payments: [payment({ atMs: 60_000, resolver: "dns" })] },
    { expects: ends("secondary") },
  ),
  world(
    "a takeover with approval",
    { healMs: 141_000, windows: LOST, policy: "four-eyes" },
    { background: WATCHERS, expects: ends("secondary") },
  ),
  world(
    "an eventual takeover",
    { mode: "eventual", healMs: 141_000, windows: LOST },
    { expects: ends("secondary") },
  ),
  world(
    "a switch and the way back",
    {
      healMs: 280_000,
      windows: [
        window("operator-switch", "primary", 5_000, 6_000),
        window("operator-failback", "primary", 90_000, 280_000),
      ],
    },
    { background: new Set([...WATCHERS, "sweep"]), expects: ends("primary") },
  ),
  world(
    "an alarm beside a silent detector",
    {
      healMs: 120_000,
      windows: [
        window("detect-silent", "primary", 20_000, 120_000),
        window("alarm-storm", "primary", 40_000, 60_000),
      ],
    },
    { background: WATCHERS },
  ),
  world(
    "a busy processor",
    {
      healMs: 40_000,
      processor: "lookup",
      windows: [
        window("processor-slow", "processor", 0, 20_000),
        window("processor-busy", "processor", 20_000, 40_000),
      ],
    },
    { background: WATCHERS, faults: PAUSES },
  ),
  world(
    "a switch in the middle of a payment",
    {
      healMs: 60_000,
      payments: [3_000, 5_000, 7_000].map((atMs, index) => payment({ id: `t${index}`, atMs })),
      windows: [window("operator-switch", "primary", 8_000, 9_000)],
    },
    { background: WATCHERS, faults: PAUSES, expects: ends("either") },
  ),
  world(
    "two orders in a row",
    {
      healMs: 60_000,
      windows: [
        window("operator-switch", "primary", 3_000, 4_000),
        window("operator-switch", "secondary", 9_000, 10_000),
      ],
    },
    { background: new Set([...WATCHERS, "sweep"]), faults: PAUSES },
  ),
  world(
    "an eventual switch in the middle of payments",
    {
      mode: "eventual",
      policy: "auto",
      healMs: 100_000,
      payments: Array.from({ length: 60 }, (_, index) =>
        payment({ id: `t${index}`, atMs: 61_000 + index * 150, readsAfterMs: [] }),
      ),
      windows: [window("operator-switch", "primary", 65_640, 68_500)],
    },
    {
      background: allBut("process"),
      faults: ["slow", "frozen", "reply-lost"],
      expects: ends("either"),
    },
  ),
  world(
    "an eventual workflow that is stopped",
    {
      mode: "eventual",
      healMs: 30_000,
      windows: [
        window("operator-switch", "primary", 5_000, 6_000),
        window("workflow-stopped", "secondary", 12_000, 13_000),
      ],
    },
    { background: WATCHERS, expects: ends("either") },
  ),
  world(
    "a processor that goes away",
    {
      healMs: 850_000,
      windows: [
        window("processor-slow", "processor", 0, 20_000),
        window("processor-busy", "processor", 20_000, 850_000),
      ],
    },
    { background: new Set([...WATCHERS, "sweep"]) },
  ),
];

/** A small world by its name. */
export function crashWorld(name: string): CrashWorld {
  const found = CRASH_WORLDS.find((one) => one.name === name);
  if (found) return found;
  throw new Error(`there is no small world ${name}`);
}
