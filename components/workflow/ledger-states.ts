import type { State, StateGroup } from "../../functions/core/state-machine";
import { ENTERED_AT, ENTERED_AT_MS, errorParts, expression, withinWindow } from "./expression";
import type { WorkflowSettings } from "./settings";
import { LEDGER_PAUSE_SECONDS, LEDGER_ROUND_MS, LEDGER_WINDOW_MS } from "./settings";
import { onAnyError, stepTask } from "./task";

const STEP = "ledger";

/**
 * Posts again, from the payments table, what the promoted database lacks; part after part until the
 * table is read to its end or the window is over. Its output is its line of evidence: the report of
 * what was posted again, or why that was deferred and how far it got.
 * Cross-region: a promotion may have lost the last second of postings, and payments never wait for
 * the books, so nothing here can undo a takeover.
 */
export function ledgerBranch({ arns }: WorkflowSettings): StateGroup {
  const States: Record<string, State> = {
    IsLedgerWritable: {
      Type: "Choice",
      Choices: [{ Condition: expression("$database.ok = true"), Next: "BeginRebuild" }],
      Default: "LedgerNotPromoted",
    },
    LedgerNotPromoted: line('"deferred": {"Error": "NotPromoted"}'),
    BeginRebuild: {
      Type: "Pass",
      Assign: {
        ledgerReport: null,
        ledgerFailure: { Error: "NotComplete", Cause: "the table is longer than the window" },
        ledgerClock: ENTERED_AT_MS,
        ledgerWindowMs: LEDGER_WINDOW_MS,
      },
      Next: "RebuildLedger",
    },
    RebuildLedger: {
      ...stepTask({
        step: STEP,
        arns,
        evidence: "evidence",
        payload: {
          mode: "rebuild",
          soFar: expression("$ledgerReport"),
          budgetMs: LEDGER_ROUND_MS,
        },
        next: "IsLedgerRebuilt",
        onFailure: "IsLedgerRebuilt",
        failureVariable: "ledgerFailure",
      }),
      Assign: { ledgerReport: expression("$states.result.Payload") },
      // The first connections after a promotion may still fail: the loop asks again.
      Catch: [
        onAnyError("IsLedgerRebuilt", {
          Assign: { ledgerFailure: expression(errorParts("$states.errorOutput")) },
        }),
      ],
    },
    IsLedgerRebuilt: {
      Type: "Choice",
      Choices: [
        { Condition: expression("$ledgerReport.complete = true"), Next: "LedgerRebuilt" },
        { Condition: withinWindow("ledgerClock", "ledgerWindowMs"), Next: "LedgerPause" },
      ],
      Default: "LedgerUnfinished",
    },
    LedgerPause: { Type: "Wait", Seconds: LEDGER_PAUSE_SECONDS, Next: "RebuildLedger" },
    LedgerRebuilt: line('"result": $ledgerReport'),
    LedgerUnfinished: line('"deferred": $merge([$ledgerFailure, {"soFar": $ledgerReport}])'),
  };
  return { StartAt: "IsLedgerWritable", States };
}

function line(outcome: string): State {
  return {
    Type: "Pass",
    Output: expression(`{"name": "${STEP}", "at": ${ENTERED_AT}, ${outcome}}`),
    End: true,
  };
}
