import { TAKEOVER_STATE } from "../../functions/core/failover-budget";
import type { State } from "../../functions/core/state-machine";
import { AFTER } from "./afterwards-states";
import { afterFailback } from "./canary-states";
import { databaseBranch } from "./database-states";
import { failed } from "./endings";
import { errorParts, expression } from "./expression";
import { paymentBranch } from "./payment-states";
import type { WorkflowSettings } from "./settings";
import { onAnyError } from "./task";

/**
 * Both branches at once, because the slower one decides how long the failover takes. Without a
 * ledger there is nothing to promote.
 */
export function takeoverStates(settings: WorkflowSettings): Record<string, State> {
  const branches = [
    paymentBranch(settings),
    ...(settings.database ? [databaseBranch(settings)] : []),
  ];
  return {
    [TAKEOVER_STATE]: {
      Type: "Parallel",
      Branches: branches,
      Catch: [
        onAnyError("RecordUnfinished", {
          Assign: { failure: expression(errorParts("$states.errorOutput")) },
        }),
      ],
      Assign: {
        payments: expression("$states.result[0]"),
        database: settings.database ? expression("$states.result[1]") : { ok: true },
        evidence: expression(
          "$append($append($evidence, $states.result[0].evidence), $states.result[1].evidence)",
        ),
      },
      Next: "ArePaymentsRecovered",
    },
    ArePaymentsRecovered: {
      Type: "Choice",
      Comment: "Traffic is not led by hand to a region that could not take a payment",
      Choices: [
        { Condition: expression("$not($payments.ok = true)"), Next: "PaymentsLost" },
        { Condition: expression('$order.kind = "failback"'), Next: afterFailback(settings) },
      ],
      Default: AFTER,
    },
    PaymentsLost: failed("$payments.failure"),
  };
}
