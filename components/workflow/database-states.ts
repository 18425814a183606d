import type { State, StateGroup } from "../../functions/core/state-machine";
import { ENTERED_AT_MS, expression, extended, withinWindow } from "./expression";
import { report } from "./payment-states";
import { DATABASE_POLL_SECONDS, type WorkflowSettings } from "./settings";
import { onAnyError, type StepOrder, stepTask } from "./task";

/**
 * The branch that promotes the ledger's database beside everything else.
 * Cross-region: payments never wait for it; a failover asks for it with data loss allowed, a
 * failback switches over without any.
 */
export function databaseBranch({ arns }: WorkflowSettings): StateGroup {
  const step = { arns, evidence: "databaseEvidence", failureVariable: "databaseFailure" } as const;
  const States: Record<string, State> = {
    RecoverDatabase: {
      Type: "Pass",
      Assign: {
        databaseEvidence: [],
        databaseStatus: { ready: false },
        databaseClock: ENTERED_AT_MS,
      },
      Next: "PromoteDatabase",
    },
    PromoteDatabase: stepTask({
      ...step,
      step: "promote-database",
      next: "DatabaseChanges",
      onFailure: "DatabaseNotPromoted",
    }),
    DatabaseChanges: { Type: "Wait", Seconds: DATABASE_POLL_SECONDS, Next: "DatabaseStatus" },
    DatabaseStatus: statusState(step),
    IsDatabaseReady: {
      Type: "Choice",
      Choices: [
        { Condition: expression("$databaseStatus.ready = true"), Next: "DatabasePromoted" },
        { Condition: withinWindow("databaseClock", "databaseWindowMs"), Next: "DatabaseChanges" },
      ],
      Default: "DatabaseTooSlow",
    },
    DatabaseTooSlow: {
      Type: "Pass",
      Assign: {
        databaseFailure: expression(
          '{"Error": "DatabaseTooSlow", "Cause": "last status: " & $string($databaseStatus)}',
        ),
      },
      Next: "DatabaseNotPromoted",
    },
    DatabasePromoted: databaseReport('{"ok": true}'),
    DatabaseNotPromoted: databaseReport('{"ok": false, "failure": $databaseFailure}'),
  };
  return { StartAt: "RecoverDatabase", States };
}

/**
 * An answer that could not be had is not an answer: the loop asks again until its window is over.
 */
function statusState(step: Pick<StepOrder, "arns" | "evidence" | "failureVariable">): State {
  const task = stepTask({
    ...step,
    step: "database-status",
    next: "IsDatabaseReady",
    onFailure: "IsDatabaseReady",
  });
  return {
    ...task,
    // Only the last answer is evidence: a slow promotion would fill the record with the same line.
    Assign: { databaseStatus: expression("$states.result.Payload") },
    Catch: [
      onAnyError("IsDatabaseReady", {
        Assign: { databaseStatus: expression('{"ready": false, "error": $states.errorOutput}') },
      }),
    ],
  };
}

function databaseReport(verdict: string): State {
  const last = extended("databaseEvidence", "database-status", '"result": $databaseStatus');
  return report(last, verdict);
}
