import { FUNCTION_NAMES, type FunctionName } from "../../../functions/core/function-catalogue";
import { type Facts, type Violation, violations } from "../../checkers/facts";
import type { CallFault } from "../fault-kinds";
import type { FaultWindow, PaymentPlan, Place, Scenario } from "../scenario";

/** What is done to every single call of every function. */
const CRASH_FAULTS = ["killed-before", "killed-after", "reply-lost"] as const;

/** Beside them, where authority moves at the same moment: whoever stops for a while wakes up late. */
export const PAUSES: readonly CallFault[] = ["frozen", "hung"];

/** Functions that only look; where nothing is to be seen they run in the background. */
export const WATCHERS: ReadonlySet<string> = new Set(["detect", "health", "latch", "probe"]);

/** What happens around a payment and after a move alike wherever it happens, seen in other worlds. */
const EVERYDAY: readonly FunctionName[] = [
  ...(["validate", "payment", "notify", "archive", "sync-parameters"] as const),
];

/** Where only the way of authority matters. */
export const BESIDE_A_MOVE: ReadonlySet<string> = new Set([...WATCHERS, ...EVERYDAY, "sweep"]);

/** For worlds in which only one function matters. */
export function allBut(...names: readonly FunctionName[]): ReadonlySet<string> {
  return new Set(FUNCTION_NAMES.filter((one) => !names.includes(one)));
}

/** A set with one name less. */
export function without(names: ReadonlySet<string>, name: FunctionName): ReadonlySet<string> {
  return new Set([...names].filter((one) => one !== name));
}

/** A world with hardly anything in it, in which every single call can be made to fail. */
export interface CrashWorld {
  readonly name: string;
  readonly scenario: Scenario;
  /** Functions that run here as in other worlds, where their calls are enumerated. */
  readonly background: ReadonlySet<string>;
  /** None where the world itself is what a mutant cannot stand. */
  readonly faults: readonly CallFault[];
  /** What eventual consistency breaks here whatever the product does. */
  readonly bears: ReadonlySet<string>;
  /** What has to be true at the end beside the invariants, whichever call failed. */
  readonly expects: (facts: Facts) => readonly Violation[];
}

const QUIET_MS = 420_000;

/** A small world in which nothing is out of the ordinary but what is said. */
export function world(
  name: string,
  parts: Partial<Scenario> & Pick<Scenario, "healMs">,
  rest: Partial<Pick<CrashWorld, "background" | "bears" | "expects" | "faults">> = {},
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
  const nothing = new Set<string>();
  const usual = { background: nothing, bears: nothing, expects: () => [], faults: CRASH_FAULTS };
  return { name, scenario, ...usual, ...rest };
}

/** An ordinary payment, unless told otherwise. */
export function payment(parts: Partial<PaymentPlan>): PaymentPlan {
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

/** A row of ordinary payments, one after the other; nobody asks about them. */
export function stream(count: number, fromMs: number, everyMs: number): PaymentPlan[] {
  return Array.from({ length: count }, (_, index) =>
    payment({ id: `t${index}`, atMs: fromMs + index * everyMs, readsAfterMs: [] }),
  );
}

/** Something that is wrong for a while. */
export function window(
  kind: FaultWindow["kind"],
  at: Place,
  fromMs: number,
  untilMs = fromMs + 1_000,
): FaultWindow {
  return { kind, at, to: "internet", fromMs, untilMs };
}

/**
 * Whatever died on the way: the move is finished or was never begun, a region may process, and every
 * move that happened is on record.
 */
export function ends(active: "primary" | "secondary" | "either"): CrashWorld["expects"] {
  return ({ authorities, regions, takeovers }) => {
    const last = authorities.at(-1);
    const expected = { primary: regions[0], secondary: regions[1], either: last?.active }[active];
    const isDone = last?.active === expected && last?.phase === "STEADY";
    return violations("move", [
      ...(isDone
        ? []
        : [`authority ended with ${last?.active} in ${last?.phase}, not ${expected}`]),
      ...takeovers
        .filter(({ isFailback }) => isFailback === undefined)
        .map(({ epoch, to }) => `the move to ${to}, epoch ${epoch}, left no record`),
    ]);
  };
}
