import { FENCE_STATE, TAKEOVER_STATE } from "../../functions/core/failover-budget";
import type { State } from "../../functions/core/state-machine";
import { expression } from "./expression";
import type { WorkflowSettings } from "./settings";
import { stepTask } from "./task";

/**
 * Takes authority with the next epoch.
 * Cross-region: it is a conditional write to the strongly consistent control table, which works
 * without the lost region, and the latch that moves DNS answers from it.
 */
export function fenceStates({ arns }: WorkflowSettings): Record<string, State> {
  return {
    [FENCE_STATE]: stepTask({
      step: "fence",
      arns,
      evidence: "evidence",
      payload: { execution: expression("$states.context.Execution.Name") },
      assign: { epoch: expression("$states.result.Payload.epoch") },
      next: TAKEOVER_STATE,
      onFailure: "RecordUnfinished",
      failureVariable: "failure",
    }),
  };
}

/**
 * Waits until the old region's authority has run out, then makes the new one steady.
 * Cross-region: under strong consistency each claim is serialised, so nothing has to run out.
 */
export function settleStates(settings: WorkflowSettings): Record<string, State> {
  const { arns, consistency } = settings;
  const wait: Record<string, State> =
    consistency === "strong"
      ? {}
      : {
          OldLeasesRunOut: {
            Type: "Wait",
            Seconds: expression("$takeoverWaitSeconds"),
            Next: "Settle",
          },
        };
  return {
    ...wait,
    Settle: stepTask({
      step: "settle",
      arns,
      evidence: "paymentEvidence",
      next: "Sweep",
      onFailure: "PaymentsNotRecovered",
      failureVariable: "paymentFailure",
    }),
  };
}
