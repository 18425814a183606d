import {
  ALIAS_TTL_SECONDS,
  BUDGET_LIMIT_SECONDS,
  type Declared,
  describePath,
  type FailoverBudget,
  failoverBudget,
} from "../functions/core/failover-budget";
import { FUNCTIONS } from "../functions/core/function-catalogue";
import { measureFailover } from "../functions/core/workflow-duration";
import type { StackConfig } from "./config";
import type { Problems } from "./config/problems";
import { canarySharesOf } from "./workflow/canary-states";
import { failoverDefinition } from "./workflow/definition";
import { WORKFLOW_STEPS } from "./workflow/steps";

/** What the failover's length follows from, before anything is declared. */
type TimedConfig = Pick<StackConfig, "dns" | "failover" | "ledger" | "consistency">;

/** The detector's schedule: EventBridge Scheduler knows nothing shorter. */
const DETECT_PERIOD_SECONDS = 60;

/**
 * The failover budget of a configuration: the same arithmetic, over the same state machine, that is
 * applied to the declared resources afterwards.
 */
export function configuredBudget(config: TimedConfig): FailoverBudget {
  const { dns, failover, ledger, consistency } = config;
  const { policy } = failover;
  const machine = failoverDefinition({
    arns: Object.fromEntries(WORKFLOW_STEPS.map((step) => [step, step])),
    database: ledger.kind !== "none",
    consistency,
    canaryShares: canarySharesOf(dns),
    approvalTimeoutSeconds: policy.approvalTimeoutSeconds,
  });
  return failoverBudget({
    endpointCheck: {
      intervalSeconds: dns.checkIntervalSeconds,
      threshold: dns.failureThreshold,
      from: "dns.checkIntervalSeconds × dns.failureThreshold",
    },
    latchCheck: {
      intervalSeconds: dns.checkIntervalSeconds,
      threshold: dns.latchThreshold,
      from: "dns.checkIntervalSeconds × dns.latchThreshold",
    },
    recordTtl: ttlOf(dns),
    detectSchedule: { seconds: DETECT_PERIOD_SECONDS, from: "detector's schedule" },
    detectTimeout: { seconds: FUNCTIONS.detect.timeoutSeconds, from: "detector's timeout" },
    tick: { seconds: policy.tickSeconds, from: "failover.tickSeconds × failover.badTicks" },
    badTicks: policy.badTicks,
    mode: policy.mode,
    ...measureFailover(machine),
  });
}

function ttlOf(dns: TimedConfig["dns"]): Declared | undefined {
  if (dns.mode === "none") return undefined;
  return dns.recordType === "alias"
    ? { seconds: ALIAS_TTL_SECONDS, from: "dns.recordType alias" }
    : { seconds: dns.ttlSeconds, from: "dns.ttlSeconds" };
}

/** Refuses a stack whose failover could take longer than five minutes, and shows on what. */
export function refuseSlowFailover(config: TimedConfig, problems: Problems): void {
  const budget = configuredBudget(config);
  if (budget.wholeSeconds <= BUDGET_LIMIT_SECONDS) return;
  problems.add(
    "failover",
    `takes up to ${budget.wholeSeconds} s, and ${BUDGET_LIMIT_SECONDS} s is the limit:\n  ` +
      describePath(budget.path).join("\n  "),
    "shorten the longest steps",
  );
}

/** The budget as the stack's output `failoverBudget`. */
export function budgetOutput(budget: FailoverBudget) {
  const { acceptSeconds, wholeSeconds, recordedSeconds, notCounted } = budget;
  return {
    acceptSeconds,
    wholeSeconds,
    recordedSeconds,
    acceptPath: describePath(budget.acceptPath),
    path: describePath(budget.path),
    notCounted,
  };
}
