import type { StateMachine } from "../../functions/core/state-machine";
import { afterwardsStates } from "./afterwards-states";
import { approvalStates } from "./approval-states";
import { fenceStates } from "./authority-states";
import { canaryStates } from "./canary-states";
import { closingStates } from "./closing-states";
import { FIRST_STATE, openingStates } from "./opening-states";
import type { WorkflowSettings } from "./settings";
import { takeoverStates } from "./takeover-states";

/** An execution that is older than people's time to answer and this is stuck. */
const LONGEST_WORK_SECONDS = 3_600;

/**
 * The failover workflow: one definition for failover and failback, graceful or not, in both
 * regions.
 * Cross-region: it runs in the region that takes over, so that it needs nothing from the other one.
 */
export function failoverDefinition(settings: WorkflowSettings): StateMachine {
  return {
    Comment: "Takes over payments: assess, approve, fence, recover, verify, record",
    QueryLanguage: "JSONata",
    TimeoutSeconds: settings.approvalTimeoutSeconds + LONGEST_WORK_SECONDS,
    StartAt: FIRST_STATE,
    States: {
      ...openingStates(settings),
      ...approvalStates(settings),
      ...fenceStates(settings),
      ...takeoverStates(settings),
      ...canaryStates(settings),
      ...afterwardsStates(settings),
      ...closingStates(settings),
    },
  };
}
