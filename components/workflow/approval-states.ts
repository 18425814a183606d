import type { State } from "../../functions/core/state-machine";
import { beforeFence } from "./canary-states";
import { refusal } from "./endings";
import { errorParts, expression, withStep } from "./expression";
import type { WorkflowSettings } from "./settings";
import { arnOf, ORDER, onAnyError, retriesOf } from "./task";

const STEP = "request-approval";

/**
 * Waits for people, where the policy or the risk asks for them, and goes on without them only if
 * told.
 */
export function approvalStates(settings: WorkflowSettings): Record<string, State> {
  const { arns } = settings;
  const next = beforeFence(settings);
  return {
    RequestApproval: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Arguments: {
        FunctionName: arnOf(STEP, arns),
        Payload: {
          input: ORDER,
          assess: expression("$assessment"),
          taskToken: expression("$states.context.Task.Token"),
        },
      },
      TimeoutSeconds: expression("$assessment.approvalTimeoutSeconds"),
      // A second question after the first one ran out would double the time that people get.
      Retry: [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 0 }, ...retriesOf(STEP)],
      Catch: [
        {
          ErrorEquals: ["States.Timeout"],
          Next: "NobodyAnswered",
          Assign: { evidence: withStep("evidence", STEP, '"error": $states.errorOutput') },
        },
        onAnyError("RecordUnfinished", {
          Assign: {
            evidence: withStep("evidence", STEP, '"error": $states.errorOutput'),
            failure: expression(errorParts("$states.errorOutput")),
          },
        }),
      ],
      Assign: {
        approval: expression("$states.result"),
        evidence: withStep("evidence", STEP, '"result": $states.result'),
      },
      Next: "Approved",
    },
    Approved: {
      Type: "Choice",
      Choices: [{ Condition: expression("$approval.approved = true"), Next: next }],
      Default: "Denied",
    },
    // The assessment's default, not the policy's: it says abort wherever payments could be lost.
    NobodyAnswered: {
      Type: "Choice",
      Choices: [{ Condition: expression('$assessment.approvalDefault = "proceed"'), Next: next }],
      Default: "Expired",
    },
    Denied: refusal("denied", "Denied", '"the people who were asked said no"'),
    Expired: refusal("expired", "Expired", '"nobody approved in time"'),
  };
}
