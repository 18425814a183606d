import type { Violation } from "../checkers/facts";
import { CRASH_WORLDS, type CrashWorld } from "./crash-worlds";
import type { Code } from "./entry-points";
import type { CallFault } from "./fault-kinds";
import { type RunResult, runScenario } from "./run-scenario";
import { simStack } from "./sim-topology";
import { setTraps } from "./traps";
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

/**
 * Functions that do the same thing all the time: their first and last runs stand for the others, and in
 * each run the first and last calls of a kind.
 */
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
      yield { point, violations: wrongs(world, result) };
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

/** With the traps set: nothing but the fault decides. */
async function play(options: WorldOptions): Promise<RunResult> {
  const undo = setTraps();
  try {
    return await runScenario(options);
  } finally {
    undo();
  }
}

function wrongs(world: CrashWorld, { facts, violations }: RunResult): Violation[] {
  const broken = violations.filter(({ invariant }) => !world.bears.has(invariant));
  return [...broken, ...world.expects(facts)];
}

async function optionsOf({ scenario }: CrashWorld) {
  const { mode, policy, processor } = scenario;
  return { scenario, stack: await simStack({ mode, policy, processor }) };
}

/** The calls that happen when nothing goes wrong, each with every fault. */
async function enumerate(world: CrashWorld, options: WorldOptions): Promise<CrashPoint[]> {
  const calls = new Map<string, { handler: string; operations: string[] }>();
  const result = await play({
    ...options,
    interfere: (invocation, { service }, operation) => {
      const known = calls.get(invocation.label);
      const call = `${service}:${operation}`;
      if (known) known.operations.push(call);
      else calls.set(invocation.label, { handler: invocation.functionName, operations: [call] });
      return "well";
    },
  });
  const [wrong] = wrongs(world, result);
  if (wrong) throw new WorldFails(world.name, wrong);
  return worthwhile(calls, world.background).flatMap(([invocation, { handler, operations }]) =>
    telling(handler, operations).flatMap(([call, operation]) =>
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

/** The calls of one run that differ from each other. */
function telling(
  handler: string,
  operations: readonly string[],
): readonly (readonly [call: number, operation: string])[] {
  const all = [...operations.entries()];
  if (!REPETITIVE.has(handler)) return all;
  return all.filter(([call, operation]) => {
    const alike = all.filter(([, other]) => other === operation).map(([at]) => at);
    return endsOf(alike).includes(call);
  });
}

function endsOf<T>(list: readonly T[]): readonly T[] {
  if (list.length <= 2 * KEPT_AT_EACH_END) return list;
  return [...list.slice(0, KEPT_AT_EACH_END), ...list.slice(-KEPT_AT_EACH_END)];
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
    return REPETITIVE.has(group[0]?.[1].handler ?? "") ? endsOf(group) : group;
  });
}

function playAt(point: CrashPoint, options: WorldOptions): Promise<RunResult> {
  return play({
    ...options,
    interfere: ({ calls, label }) =>
      label === point.invocation && calls === point.call ? point.fault : "well",
  });
}
