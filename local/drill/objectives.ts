import { declaredBudget, type FailoverBudget } from "../program/budget-reader";
import type { Properties } from "../program/resource-node";

/** What a drill is judged by. */
export interface Objectives {
  /** The product's promise: a client is accepted again within a minute. */
  readonly rtoSeconds: number;
  readonly rpoRecords: number;
  /** What the program computes from its own declarations; undefined where it publishes no budget. */
  readonly acceptBudgetSeconds: number | undefined;
  readonly wholeBudgetSeconds: number;
  readonly coolDownMs: number;
}

/** Accepting payments again, 99 times of 100. */
const RTO_SECONDS = 60;
/** What the product refuses to exceed, where a stack publishes nothing tighter. */
const WHOLE_SECONDS = 300;

export function objectivesOf(outputs: Properties, coolDownSeconds: number): Objectives {
  const budget: FailoverBudget | undefined = declaredBudget(outputs);
  return {
    rtoSeconds: RTO_SECONDS,
    rpoRecords: 0,
    acceptBudgetSeconds: budget?.acceptSeconds,
    wholeBudgetSeconds: budget?.wholeSeconds ?? WHOLE_SECONDS,
    coolDownMs: coolDownSeconds * 1000,
  };
}
