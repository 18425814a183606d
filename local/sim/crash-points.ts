import type { Violation } from "../checkers/facts";
import { CRASH_WORLDS, type CrashWorld, crashWorld } from "./crash-worlds";
import type { Code } from "./entry-points";
import type { CallFault } from "./fault-kinds";
import { type RunResult, runScenario } from "./run-scenario";
import { simStack } from "./sim-topology";
import type { WorldOptions } from "./world";

/** One remote call of one invocation in a small world, and what happens to it. */
export interface CrashPoint {
  readonly world: string;
  readonly handler: string;
  /** Names the invocation; the same in every run up to the fault. */
  readonly invocation: string;
  /** Which of its calls, counted from 0. */
  readonly call: number;
  readonly operation: string;
  readonly fault: CallFault;
}

export interface CrashResult {
  readonly point: CrashPoint;
  readonly violations: readonly Violation[];
}

/** Functions that do the same thing all the time: their first and last runs stand for the others. */
const REPETITIVE: ReadonlySet<string> = new Set(["detect", "sweep", "health", "latch", "probe"]);
const KEPT_AT_EACH_END = 2;

/**
 * Enumerates every handler, every remote call it makes in the small worlds, and every way in which that
 * call can end badly; plays each one and yields what the checkers say.
 */
export async function* crashPoints(
  code: Code,
  previousCode: Code,
  worlds: readonly CrashWorld[] = CRASH_WORLDS,
): AsyncGenerator<CrashResult> {
  const enumerated: [CrashWorld, WorldOptions, readonly CrashPoint[]][] = [];
  for (const world of worlds) {
    const options = { ...(await optionsOf(world)), code, previousCode };
    enumerated.push([world, options, await enumerate(world, options)]);
  }
  for (const [world, options, points] of enumerated) {
    for (const point of points) {
      const result = await playAt(point, options);
      yield { point, violations: [...result.violations, ...world.expects(result.facts)] };
    }
  }
}

/** A small world in which something is wrong although nothing failed in it. */
export class WorldFails extends Error {
  constructor(
    readonly world: string,
    readonly violation: Violation,
  ) {
    super(`the small world ${world} fails on its own: ${violation.detail}`);
    this.name = "WorldFails";
  }
}

async function optionsOf({ scenario }: CrashWorld) {
  const { mode, policy, processor } = scenario;
  return { scenario, stack: await simStack({ mode, policy, processor }) };
}

/** The calls that happen when nothing goes wrong, each with every fault. */
async function enumerate(world: CrashWorld, options: WorldOptions): Promise<CrashPoint[]> {
  const calls = new Map<string, { handler: string; operations: string[] }>();
  const result = await runScenario({
    ...options,
    interfere: (invocation, { service }, operation) => {
      const known = calls.get(invocation.label);
      const call = `${service}:${operation}`;
      if (known) known.operations.push(call);
      else calls.set(invocation.label, { handler: invocation.functionName, operations: [call] });
      return "well";
    },
  });
  const [wrong] = [...result.violations, ...world.expects(result.facts)];
  if (wrong) throw new WorldFails(world.name, wrong);
  return worthwhile(calls, world.background).flatMap(([invocation, { handler, operations }]) =>
    operations.flatMap((operation, call) =>
      world.faults.map((fault) => ({
        world: world.name,
        handler,
        invocation,
        call,
        operation,
        fault,
      })),
    ),
  );
}

type Calls = [invocation: string, { handler: string; operations: string[] }];

function worthwhile(
  calls: ReadonlyMap<string, Calls[1]>,
  background: CrashWorld["background"],
): Calls[] {
  const groups = new Map<string, Calls[]>();
  for (const [invocation, one] of calls) {
    if (background.has(one.handler)) continue;
    const [region] = invocation.split("/");
    const name = `${region}/${one.handler}`;
    const group = groups.get(name);
    if (group) group.push([invocation, one]);
    else groups.set(name, [[invocation, one]]);
  }
  return [...groups.values()].flatMap((group) => {
    const isLong = group.length > 2 * KEPT_AT_EACH_END;
    if (!isLong || !REPETITIVE.has(group[0]?.[1].handler ?? "")) return group;
    return [...group.slice(0, KEPT_AT_EACH_END), ...group.slice(-KEPT_AT_EACH_END)];
  });
}

function playAt(point: CrashPoint, options: WorldOptions): Promise<RunResult> {
  return runScenario({
    ...options,
    interfere: ({ calls, label }) =>
      label === point.invocation && calls === point.call ? point.fault : "well",
  });
}
