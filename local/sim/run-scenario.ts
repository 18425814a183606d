import { isTerminal } from "../../functions/core/payment-record";
import { judge } from "../checkers/all-checkers";
import type { Facts, Violation } from "../checkers/facts";
import { Client } from "./client";
import { bodyOf } from "./client-rules";
import { divergedPayments, factsOf, storedPayments } from "./facts-of-world";
import { sendFreshClients } from "./fresh-clients";
import { readStatus } from "./readers";
import type { PaymentPlan } from "./scenario";
import { startSchedules } from "./schedules";
import { BOOKS_CLOSE_MS, settleDoubts } from "./settlement";
import { World, type WorldOptions } from "./world";

export interface RunResult {
  readonly violations: readonly Violation[];
  readonly facts: Facts;
  readonly digest: string;
  readonly lines: readonly string[];
  readonly remoteCalls: number;
}

/** A charge that was lost on its way may land this much later: no run ends before that. */
const LATE_EFFECTS_MS = 50_000;
/** The first of people's orders are carried out within this time. */
const SETTLING_MS = 5_000;
const LOOK_EVERY_MS = 5_000;

/** Plays one scenario from its first second to its last and judges what is left. */
export async function runScenario(options: WorldOptions): Promise<RunResult> {
  const world = new World(options);
  for (const plan of options.scenario.payments) schedulePayment(world, plan);
  if (options.scenario.kind === "clean-loss") void sendFreshClients(world);
  startSchedules(world);
  if (options.scenario.settles) {
    const atMs = options.scenario.healMs + BOOKS_CLOSE_MS;
    world.timeline.after(atMs, () => settleDoubts(world));
  }
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
  const send = (label: string, other: boolean) => {
    void new Client(world, plan, label, bodyOf(plan, other)).pay();
  };
  for (let copy = 0; copy < plan.copies; copy++) {
    world.timeline.after(plan.atMs + copy * 3, () => send(`copy-${copy}`, false));
  }
  if (plan.conflictAfterMs !== undefined) {
    world.timeline.after(plan.atMs + plan.conflictAfterMs, () => send("conflict", true));
  }
  for (const [index, afterMs] of plan.readsAfterMs.entries()) {
    world.timeline.after(plan.atMs + afterMs, () => void readStatus(world, plan, index));
  }
}

const settled = Promise.resolve();

/**
 * Lets time pass. Between two events every continuation has run that the first one woke: a `nextTick`
 * callback that was asked for by a promise reaction runs only when no other reaction is left.
 */
function untilFinished(world: World): Promise<void> {
  const { endMs, healMs, settles } = world.scenario;
  const { timeline } = world;
  const beganMs = timeline.nowMs();
  const quietMs = settles ? BOOKS_CLOSE_MS + SETTLING_MS : LATE_EFFECTS_MS;
  let nextLookMs = beganMs + healMs + quietMs;
  return new Promise((resolve, reject) => {
    const drain = () => process.nextTick(turn);
    const turn = () => {
      try {
        if (!timeline.step(beganMs + endMs)) {
          resolve();
          return;
        }
        if (timeline.nowMs() >= nextLookMs) {
          nextLookMs += LOOK_EVERY_MS;
          if (isFinished(world)) {
            resolve();
            return;
          }
        }
        void settled.then(drain);
      } catch (error) {
        reject(error);
      }
    };
    turn();
  });
}

/** Nothing waits for anybody any more: what would follow is only more of the same. */
function isFinished(world: World): boolean {
  const { alerts } = world.history;
  for (const { alert, key, status } of storedPayments(world).values()) {
    if (alert || (!isTerminal(status) && status !== "IN_DOUBT")) return false;
    if (!world.scenario.fanOut) continue;
    if (status === "FAILED" && !alerts.has(`failed ${key}`)) return false;
    if (status === "IN_DOUBT" && !alerts.has(`in_doubt ${key}`)) return false;
  }
  return divergedPayments(world).length === 0;
}
