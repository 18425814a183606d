import type { State } from "../../functions/core/state-machine";
import { errorParts, expression } from "./expression";
import type { WorkflowSettings } from "./settings";
import { deadlineOf } from "./steps";
import { arnOf, ORDER, onAnyError, retriesOf } from "./task";

/**
 * Every execution leaves evidence, and only one that took over completely ends well. A takeover
 * whose evidence could not be written happened, but it cannot be shown, so it is an error too.
 */
export function closingStates(settings: WorkflowSettings): Record<string, State> {
  return {
    RecordSuccess: evidence(settings, "succeeded", "Succeeded", "EvidenceLost"),
    Succeeded: {
      Type: "Succeed",
      Output: expression(
        '{"outcome": "succeeded", "epoch": $epoch, "deferred": [$evidence[deferred].name]}',
      ),
    },
    EvidenceLost: {
      Type: "Fail",
      Error: "EvidenceLost",
      Cause: "This region took over, but the record of it could not be written",
    },
    RecordUnfinished: evidence(settings, expression("$outcome"), "Unfinished", "Unfinished"),
    Unfinished: {
      Type: "Fail",
      Error: expression("$failure.Error"),
      Cause: expression("$failure.Cause"),
    },
  };
}

function evidence(
  { arns }: WorkflowSettings,
  outcome: string,
  next: string,
  onFailure: string,
): State {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: {
      FunctionName: arnOf("evidence", arns),
      Payload: {
        input: ORDER,
        outcome,
        execution: expression("$states.context.Execution.Name"),
        startedAt: expression("$states.context.Execution.StartTime"),
        steps: expression("$evidence"),
      },
    },
    TimeoutSeconds: deadlineOf("evidence").timeoutSeconds,
    Retry: retriesOf("evidence"),
    Catch: [
      onAnyError(onFailure, {
        Assign: { evidenceFailure: expression(errorParts("$states.errorOutput")) },
      }),
    ],
    Next: next,
  };
}
