import type { FailoverPolicy } from "../../functions/core/settings";
import type { Mode } from "./scenario";

/** Failover policies that disasters meet, as `payments-dr:failover` declares them. */
export const POLICY_NAMES = ["auto", "quick", "approve", "four-eyes", "manual"] as const;

export type PolicyName = (typeof POLICY_NAMES)[number];

/**
 * The shortest pauses that the program allows: authority can move more than once in one disaster. The
 * detector looks less often, as an operator might declare it, which varies the order of events.
 */
const QUICK = {
  coolDownSeconds: 60,
  healthyBeforeFailbackSeconds: 60,
  automaticPerDay: 5,
  tickSeconds: 8,
};

/** Cross-region: without strong consistency an automatic move needs a bound on what may be lost. */
const lagBound = (mode: Mode) => (mode === "eventual" ? { lagBoundSeconds: 30 } : {});

export const POLICIES: Readonly<Record<PolicyName, (mode: Mode) => Partial<FailoverPolicy>>> = {
  auto: (mode) => ({ mode: "auto", ...lagBound(mode) }),
  quick: (mode) => ({ mode: "auto", ...QUICK, ...lagBound(mode) }),
  approve: () => ({
    mode: "approve",
    ...QUICK,
    approvalTimeoutSeconds: 60,
    approvalDefault: "proceed",
  }),
  "four-eyes": () => ({ mode: "approve", ...QUICK, approvers: 2, approvalTimeoutSeconds: 120 }),
  manual: () => ({ mode: "manual", ...QUICK }),
};
