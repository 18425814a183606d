import { crashPoints, WorldFails } from "./crash-points";
import { crashWorld } from "./crash-worlds";
import { drawScenario } from "./draw-scenario";
import { loadCode, type SourcePatch } from "./entry-points";
import { unexpected } from "./expected-violations";
import type { Ground, Mutant } from "./mutants/mutant";
import type { Mode, ProcessorKind, ScenarioOptions } from "./scenario";
import { previousCode, Stage } from "./stage";

/** Who noticed a mutant first, and where. */
export interface Kill {
  readonly ground: Ground;
  /** The seed, or the crash point in words. */
  readonly where: string;
  readonly invariant: string;
  readonly detail: string;
}

/** What became of one mutant. */
export interface Hunt {
  readonly mutant: Mutant;
  /** Undefined: nobody noticed. */
  readonly kill: Kill | undefined;
  /** Disasters that were played, over all grounds. */
  readonly scenarios: number;
}

const USUAL: readonly Ground[] = ["strong/idempotent"];

/** Plays disasters with a mutant in the product until an invariant breaks, or the seeds are used up. */
export async function hunt(
  mutant: Mutant,
  seeds: number,
  isStopped: () => boolean = () => false,
): Promise<Hunt> {
  let scenarios = 0;
  for (const ground of mutant.grounds ?? USUAL) {
    const found = ground.startsWith("crash/")
      ? await huntAtCrashPoints(mutant, ground, isStopped)
      : await huntInDisasters(mutant, ground, seeds, isStopped);
    scenarios += found.scenarios;
    if (found.kill) return { mutant, kill: found.kill, scenarios };
  }
  return { mutant, kill: undefined, scenarios };
}

type Found = Pick<Hunt, "kill" | "scenarios">;

async function huntInDisasters(
  mutant: Mutant,
  ground: Ground,
  seeds: number,
  isStopped: () => boolean,
): Promise<Found> {
  const options = optionsOf(ground);
  const stage = await Stage.set(options, patchesOf(mutant));
  for (let seed = 1; seed <= seeds && !isStopped(); seed++) {
    const scenario = drawScenario(seed, options);
    const { violations } = await stage.play(scenario);
    const [first] = unexpected(scenario, violations);
    await new Promise(setImmediate);
    if (first) return { kill: { ground, where: `seed ${seed}`, ...first }, scenarios: seed };
  }
  return { kill: undefined, scenarios: seeds };
}

async function huntAtCrashPoints(
  mutant: Mutant,
  ground: Ground,
  isStopped: () => boolean,
): Promise<Found> {
  const world = crashWorld(ground.slice("crash/".length));
  // The world is played once without any fault, to find the calls that can fail.
  let scenarios = 1;
  try {
    for await (const result of crashPoints(loadCode(patchesOf(mutant)), previousCode(), [world])) {
      scenarios += 1;
      const { call, fault, handler, operation } = result.point;
      const [first] = result.violations;
      const where = `${handler} ${fault} at call ${call}, ${operation}`;
      if (first) return { kill: { ground, where, ...first }, scenarios };
      // Only between two runs the process hears that somebody wants it to stop.
      await new Promise(setImmediate);
      if (isStopped()) break;
    }
  } catch (error) {
    if (!(error instanceof WorldFails)) throw error;
    return { kill: { ground, where: "without any fault", ...error.violation }, scenarios };
  }
  return { kill: undefined, scenarios };
}

function patchesOf(mutant: Mutant): readonly SourcePatch[] {
  return [mutant, ...(mutant.also ?? [])];
}

function optionsOf(ground: Ground): ScenarioOptions {
  const [mode, processor] = ground.split("/") as [Mode, ProcessorKind];
  return { mode, processor };
}
