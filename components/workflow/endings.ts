import type { State } from "../../functions/core/state-machine";
import { expression } from "./expression";

/** Nothing was changed; still an error, because `succeeded` means that this region took over. */
export function refusal(outcome: string, error: string, cause: string): State {
  return {
    Type: "Pass",
    Assign: {
      outcome,
      failure: expression(`{"Error": "${error}", "Cause": ${cause}}`),
    },
    Next: "RecordUnfinished",
  };
}

/** Takes over a branch's failure as the execution's own. */
export function failed(source: string): State {
  return {
    Type: "Pass",
    Assign: { outcome: "failed", failure: expression(source) },
    Next: "RecordUnfinished",
  };
}
