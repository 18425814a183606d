import { judge } from "../checkers/all-checkers";
import type { Facts, Violation } from "../checkers/facts";
import { Client } from "./client";
import { bodyOf } from "./client-rules";
import { Ending } from "./ending";
import { factsOf } from "./facts-of-world";
import { sendFreshClients } from "./fresh-clients";
import { readStatus } from "./readers";
import type { PaymentPlan } from "./scenario";
import { startSchedules } from "./schedules";
import { World, type WorldOptions } from "./world";

export interface RunResult {
  readonly violations: readonly Violation[];
  readonly facts: Facts;
  readonly digest: string;
  readonly lines: readonly string[];
  readonly remoteCalls: number;
}

/** Plays one scenario from its first second to its last and judges what is left. */
export async function runScenario(options: WorldOptions): Promise<RunResult> {
  const world = new World(options);
  for (const plan of options.scenario.payments) schedulePayment(world, plan);
  if (options.scenario.kind === "clean-loss") void sendFreshClients(world);
  startSchedules(world);
  await untilFinished(world);
  const facts = factsOf(world);
  return {
    violations: judge(facts),
    facts,
    digest: world.history.digest(),
    lines: world.history.lines,
    remoteCalls: world.history.remoteCalls,
  };
}

function schedulePayment(world: World, plan: PaymentPlan): void {
  const send = (afterMs: number, label: string, other: boolean) => {
    const pay = () => new Client(world, plan, label, bodyOf(plan, other)).pay();
    world.underWay.expect(plan.atMs + afterMs, pay);
  };
  for (let copy = 0; copy < plan.copies; copy++) send(copy * 3, `copy-${copy}`, false);
  if (plan.conflictAfterMs !== undefined) send(plan.conflictAfterMs, "conflict", true);
  for (const [index, afterMs] of plan.readsAfterMs.entries()) {
    world.underWay.expect(plan.atMs + afterMs, () => readStatus(world, plan, index));
  }
}

const settled = Promise.resolve();

/**
 * Lets time pass. Between two events every continuation has run that the first one woke: a `nextTick`
 * callback that was asked for by a promise reaction runs only when no other reaction is left.
 */
function untilFinished(world: World): Promise<void> {
  const { timeline } = world;
  const lastMs = timeline.nowMs() + world.scenario.endMs;
  const ending = new Ending(world);
  return new Promise((resolve, reject) => {
    const drain = () => process.nextTick(turn);
    const turn = () => {
      try {
        if (!timeline.step(lastMs) || ending.isReached()) resolve();
        else void settled.then(drain);
      } catch (error) {
        reject(error);
      }
    };
    turn();
  });
}
