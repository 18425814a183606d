import type { ControlRecord } from "./control-record";
import type { Consistency, FailoverPolicy } from "./settings";
import type { Health } from "./vantage";
import { takeoverState, type WorkflowInput } from "./workflow";

/** What is known before authority moves back; every member may be missing. */
export interface FailbackFacts {
  readonly input: WorkflowInput;
  readonly nowMs: number;
  readonly control: ControlRecord | undefined;
  /** For how long this region's store has been good without a break. */
  readonly goodForMs: number | undefined;
  readonly ownStore: Health;
  readonly ownEndpoint: Health;
  /** The region that hands over; a graceful move needs it. */
  readonly otherEndpoint: Health;
  /** Payments overdue for a minute and more; counting stops at the first few. */
  readonly overdue: number | undefined;
  readonly consistency: Consistency;
  /** Replication lag from the other region; only asked for under eventual consistency. */
  readonly lagMs: number | undefined;
}

export interface GateReport {
  readonly open: boolean;
  /** Why it is closed: every reason, not only the first. */
  readonly reasons: readonly string[];
}

/** Lag that a planned move accepts where the policy names no bound. */
const PLANNED_LAG_SECONDS = 5;

/**
 * Cross-region: failback is automated but never automatic. Nothing forces it, so a fact that is not
 * known keeps the gate closed, and a drill passes the same gates.
 */
export function failbackGates(facts: FailbackFacts, policy: FailoverPolicy): GateReport {
  const { input, control } = facts;
  if (control && takeoverState(input, control) === "fenced") return { open: true, reasons: [] };
  const reasons = [...authorityReasons(facts, policy), ...healthReasons(facts, policy)];
  return { open: reasons.length === 0, reasons };
}

function authorityReasons(facts: FailbackFacts, policy: FailoverPolicy): string[] {
  const { input, control, nowMs } = facts;
  if (!control) return ["the control item is not readable"];
  const reasons: string[] = [];
  if (takeoverState(input, control) !== "ready") {
    reasons.push(`authority is with ${control.active} at epoch ${control.epoch}`);
  }
  if (nowMs - control.changedMs < policy.coolDownSeconds * 1000) {
    reasons.push("the cool-down after the last change is not over");
  }
  return reasons;
}

function healthReasons(facts: FailbackFacts, policy: FailoverPolicy): string[] {
  const { goodForMs, overdue, consistency, lagMs } = facts;
  const reasons: string[] = [];
  if (facts.ownStore !== "good") reasons.push(`this region's store is ${facts.ownStore}`);
  if (facts.ownEndpoint !== "good") {
    reasons.push(`this region's health endpoint is ${facts.ownEndpoint}`);
  }
  if (facts.otherEndpoint !== "good") {
    reasons.push(`the other region's health endpoint is ${facts.otherEndpoint}`);
  }
  const neededSeconds = policy.healthyBeforeFailbackSeconds;
  if (goodForMs === undefined || goodForMs < neededSeconds * 1000) {
    const seconds = Math.floor((goodForMs ?? 0) / 1000);
    reasons.push(`this region has been healthy for ${seconds} s of ${neededSeconds} s`);
  }
  if (overdue === undefined) reasons.push("the backlog could not be counted");
  if (overdue !== undefined && overdue > 0) reasons.push("payments are overdue");
  const lagBoundMs = (policy.lagBoundSeconds ?? PLANNED_LAG_SECONDS) * 1000;
  if (consistency === "eventual" && (lagMs === undefined || lagMs > lagBoundMs)) {
    reasons.push("replication from the other region lags or is not known");
  }
  return reasons;
}
