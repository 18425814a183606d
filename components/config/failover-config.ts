import type { Consistency, FailoverPolicy } from "../../functions/core/settings";
import type { ObjectReader } from "./object-reader";
import { REGION_NAME } from "./regions-config";

/** When the standby takes over, and who watches. */
export interface FailoverConfig {
  /** What the functions decide by. */
  readonly policy: FailoverPolicy;
  /** Region that watches and belongs to neither; derived from the pair when absent. */
  readonly vantageRegion: string | undefined;
}

const WINDOW = {
  pattern: /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/,
  example: "02:00-04:00",
};

/** Reads `payments-dr:failover`. */
export function readFailover(failover: ObjectReader, consistency: Consistency): FailoverConfig {
  const lagBoundSeconds = failover.optionalNumber("lagBoundSeconds", { min: 1, max: 60 });
  const maintenanceWindow = failover.optionalText("maintenanceWindow", WINDOW);
  const policy: FailoverPolicy = {
    // Cross-region: an automatic failover is the default only where it provably loses nothing.
    mode: failover.oneOf(
      "mode",
      ["auto", "approve", "manual"],
      consistency === "strong" ? "auto" : "approve",
    ),
    tickSeconds: failover.number("tickSeconds", { min: 1, max: 30 }, 5),
    badTicks: failover.number("badTicks", { min: 2, max: 20 }, 3),
    quorum: failover.number("quorum", { min: 2, max: 3 }, 2),
    coolDownSeconds: failover.number("coolDownSeconds", { min: 60, max: 86_400 }, 1_800),
    healthyBeforeFailbackSeconds: failover.number(
      "healthyBeforeFailbackSeconds",
      { min: 30, max: 86_400 },
      1_800,
    ),
    automaticPerDay: failover.number("automaticPerDay", { min: 1, max: 10 }, 2),
    ...(lagBoundSeconds === undefined ? {} : { lagBoundSeconds }),
    approvers: failover.number("approvers", { min: 1, max: 3 }, 1),
    approvalTimeoutSeconds: failover.number("approvalTimeoutSeconds", { min: 60, max: 3_600 }, 600),
    approvalDefault: failover.oneOf("approvalDefault", ["abort", "proceed"], "abort"),
    ...(maintenanceWindow === undefined ? {} : { maintenanceWindow }),
  };
  const vantageRegion = failover.optionalText("vantageRegion", REGION_NAME);
  failover.refuseUnknownFields();
  return { policy, vantageRegion };
}
