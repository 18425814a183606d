import {
  type Catcher,
  type Retrier,
  type TaskState,
  THROTTLED,
} from "../../functions/core/state-machine";
import { errorParts, expression, withStep } from "./expression";
import { deadlineOf, type StepArns, type WorkflowStep } from "./steps";

/** Answers that another attempt cannot change; the step functions throw them by these names. */
const FINAL: Retrier = {
  ErrorEquals: ["InvalidInput", "WrongRegion", "Superseded", "DatabaseRefused"],
  MaxAttempts: 0,
};

/** An invocation that Lambda turned away never ran, so asking again costs only the pause. */
const PATIENT_WITH_THROTTLES: Retrier = {
  ErrorEquals: [THROTTLED],
  IntervalSeconds: 1,
  MaxAttempts: 2,
  BackoffRate: 2,
};

const ANYTHING = ["States.ALL"] as const;

/** Retries of a step inside its share of the failover budget. */
export function retriesOf(step: WorkflowStep): readonly Retrier[] {
  const { retries } = deadlineOf(step);
  const again: Retrier = {
    ErrorEquals: ANYTHING,
    IntervalSeconds: 1,
    MaxAttempts: retries,
    BackoffRate: 2,
  };
  return retries === 0 ? [FINAL, PATIENT_WITH_THROTTLES] : [FINAL, PATIENT_WITH_THROTTLES, again];
}

/** Catches whatever the retries could not mend. */
export function onAnyError(next: string, rest: Omit<Catcher, "ErrorEquals" | "Next">): Catcher {
  return { ErrorEquals: ANYTHING, Next: next, ...rest };
}

export interface StepOrder {
  readonly step: WorkflowStep;
  readonly arns: StepArns;
  /** Variable that collects the evidence on this level of the machine. */
  readonly evidence: string;
  /** More members of the payload, beside the order that the machine was started with. */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** What to remember of the answer. */
  readonly assign?: Readonly<Record<string, unknown>>;
  readonly next: string;
  /** Where a failure leads; it is remembered as `failureVariable`. */
  readonly onFailure: string;
  readonly failureVariable: string;
}

/** What the order that the machine was started with is called in its variables. */
export const ORDER = expression("$order");

/**
 * One step: invokes its function's alias, keeps its answer as evidence, and never fails silently.
 */
export function stepTask(order: StepOrder): TaskState {
  const { step, evidence } = order;
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: {
      FunctionName: arnOf(step, order.arns),
      Payload: { input: ORDER, ...order.payload },
    },
    TimeoutSeconds: deadlineOf(step).timeoutSeconds,
    Retry: retriesOf(step),
    Catch: [
      onAnyError(order.onFailure, {
        Assign: {
          [evidence]: withStep(evidence, step, '"error": $states.errorOutput'),
          [order.failureVariable]: expression(errorParts("$states.errorOutput")),
        },
      }),
    ],
    Assign: {
      [evidence]: withStep(evidence, step, '"result": $states.result.Payload'),
      ...order.assign,
    },
    Next: order.next,
  };
}

/** A missing function would only show up in the middle of a failover. */
export function arnOf(step: WorkflowStep, arns: StepArns): string {
  const arn = arns[step];
  if (arn === undefined) throw new Error(`the failover workflow has no function for ${step}`);
  return arn;
}
