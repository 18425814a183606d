import type { State, StateGroup } from "../../functions/core/state-machine";
import { settleStates } from "./authority-states";
import { expression } from "./expression";
import type { WorkflowSettings } from "./settings";
import { stepTask } from "./task";

/**
 * The branch that brings payments back: authority made steady, unfinished payments driven on, one
 * synthetic payment through the whole path. It ends with a report, never with an error, so that it
 * cannot stop the database's branch.
 */
export function paymentBranch(settings: WorkflowSettings): StateGroup {
  const { arns, consistency } = settings;
  const step = { arns, evidence: "paymentEvidence", failureVariable: "paymentFailure" } as const;
  const States: Record<string, State> = {
    RecoverPayments: {
      Type: "Pass",
      Assign: { paymentEvidence: [] },
      Next: consistency === "strong" ? "Settle" : "OldLeasesRunOut",
    },
    ...settleStates(settings),
    Sweep: stepTask({
      ...step,
      step: "sweep",
      payload: { mode: "takeover" },
      next: "Verify",
      onFailure: "PaymentsNotRecovered",
    }),
    Verify: stepTask({
      ...step,
      step: "verify",
      assign: { verified: expression("$states.result.Payload.verified = true") },
      next: "IsVerified",
      onFailure: "PaymentsNotRecovered",
    }),
    IsVerified: {
      Type: "Choice",
      Choices: [{ Condition: expression("$verified"), Next: "PaymentsRecovered" }],
      Default: "NotVerified",
    },
    NotVerified: {
      Type: "Pass",
      Assign: { paymentFailure: { Error: "NotVerified", Cause: "verify did not say verified" } },
      Next: "PaymentsNotRecovered",
    },
    PaymentsRecovered: report("$paymentEvidence", '{"ok": true}'),
    PaymentsNotRecovered: report("$paymentEvidence", '{"ok": false, "failure": $paymentFailure}'),
  };
  return { StartAt: "RecoverPayments", States };
}

/** How a branch ends: what it did and whether that was enough. */
export function report(evidence: string, verdict: string): State {
  return {
    Type: "Pass",
    Output: expression(`$merge([${verdict}, {"evidence": ${evidence}}])`),
    End: true,
  };
}
