import { FUNCTIONS, type FunctionName } from "../../functions/core/function-catalogue";

/** The functions that the failover workflow invokes, in the order in which it needs them. */
export const WORKFLOW_STEPS = [
  "gates",
  "assess",
  "request-approval",
  "fence",
  "settle",
  "sweep",
  "verify",
  "promote-database",
  "database-status",
  "shift-traffic",
  "publish-parameters",
  "ledger",
  "reconcile",
  "evidence",
] as const satisfies readonly FunctionName[];

export type WorkflowStep = (typeof WORKFLOW_STEPS)[number];

/** Steps that a stack without a ledger does not have. */
export const DATABASE_STEPS: readonly WorkflowStep[] = [
  "promote-database",
  "database-status",
  "ledger",
];

/** ARN of each step's function alias. */
export type StepArns = Readonly<Partial<Record<WorkflowStep, string>>>;

/** How long the workflow waits for one attempt of a step, and how often it tries again. */
interface StepDeadline {
  readonly timeoutSeconds: number;
  /** Attempts after the first one that failed or ran out of time. */
  readonly retries: number;
}

/**
 * The sweep goes on alone and is repeated every minute, the report of a reconciliation is written
 * whether or not anybody waits for it, and the ledger is asked for less than it could do: the
 * workflow gives up earlier than the function does.
 */
const PATIENCE_SECONDS: Partial<Record<WorkflowStep, number>> = {
  sweep: 30,
  ledger: 18,
  reconcile: 20,
};

/**
 * Zero where the workflow asks again by itself (the database, the ledger) or goes on without an
 * answer (what is done afterwards). A verification that failed once may have met the old region.
 */
const RETRIES: Partial<Record<WorkflowStep, number>> = {
  "database-status": 0,
  "shift-traffic": 0,
  "publish-parameters": 0,
  ledger: 0,
  reconcile: 0,
  verify: 2,
};

export function deadlineOf(step: WorkflowStep): StepDeadline {
  return {
    timeoutSeconds: PATIENCE_SECONDS[step] ?? FUNCTIONS[step].timeoutSeconds,
    retries: RETRIES[step] ?? 1,
  };
}
