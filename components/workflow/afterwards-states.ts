import type { State, StateGroup } from "../../functions/core/state-machine";
import { failed } from "./endings";
import { ENTERED_AT, expression } from "./expression";
import { ledgerBranch } from "./ledger-states";
import type { WorkflowSettings } from "./settings";
import type { WorkflowStep } from "./steps";
import { onAnyError, stepTask } from "./task";

/** Where the workflow goes on when the region works. */
export const AFTER = "Afterwards";

/**
 * What helps but must not hold up or undo the takeover.
 * Cross-region: weights live in a control plane of us-east-1, which may be the region that was
 * lost. DNS has moved already; whatever fails here is written down as deferred and done by hand or
 * later.
 */
export function afterwardsStates(settings: WorkflowSettings): Record<string, State> {
  return {
    [AFTER]: {
      Type: "Parallel",
      Branches: [
        deferrable(settings, "shift-traffic", "ShiftTraffic"),
        deferrable(settings, "publish-parameters", "PublishParameters"),
        deferrable(settings, "reconcile", "Reconcile"),
        ...(settings.database ? [ledgerBranch(settings)] : []),
      ],
      Catch: [onAnyError("IsComplete", {})],
      Assign: { evidence: expression("$append($evidence, $states.result)") },
      Next: "IsComplete",
    },
    IsComplete: {
      Type: "Choice",
      Choices: [{ Condition: expression("$database.ok = true"), Next: "RecordSuccess" }],
      Default: "DatabaseLost",
    },
    DatabaseLost: failed("$database.failure"),
  };
}

/** One step as a branch of its own; its output is its line of evidence, done or deferred. */
function deferrable(settings: WorkflowSettings, step: WorkflowStep, state: string): StateGroup {
  const deferredState = `${state}Deferred`;
  const {
    Next: _next,
    Assign: _assign,
    ...task
  } = stepTask({
    step,
    arns: settings.arns,
    evidence: "evidence",
    next: deferredState,
    onFailure: deferredState,
    failureVariable: "failure",
  });
  const line = (outcome: string) =>
    expression(`{"name": "${step}", "at": ${ENTERED_AT}, ${outcome}}`);
  return {
    StartAt: state,
    States: {
      [state]: {
        ...task,
        Catch: [onAnyError(deferredState, { Output: line('"deferred": $states.errorOutput') })],
        Output: line('"result": $states.result.Payload'),
        End: true,
      },
      [deferredState]: { Type: "Pass", End: true },
    },
  };
}
