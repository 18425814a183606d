import type { ControlRecord } from "../../../functions/core/control-record";
import type { Tick } from "../../../functions/core/detection-history";
import type { Situation } from "../../../functions/core/failover-decision";
import type { FailoverPolicy } from "../../../functions/core/settings";
import type { Health, Signal } from "../../../functions/core/vantage";
import type { WorkflowInput } from "../../../functions/core/workflow";

/** Noon UTC of a quiet day. */
export const NOW_MS = Date.UTC(2030, 5, 15, 12);

export const HOUR_MS = 3_600_000;

/** The policy that a stack has when it configures nothing. */
export const POLICY: FailoverPolicy = {
  mode: "auto",
  tickSeconds: 5,
  badTicks: 3,
  quorum: 2,
  coolDownSeconds: 1_800,
  healthyBeforeFailbackSeconds: 1_800,
  automaticPerDay: 2,
  approvers: 1,
  approvalTimeoutSeconds: 600,
  approvalDefault: "abort",
};

/** The primary has been active since an hour ago. */
export const CONTROL: ControlRecord = {
  active: "us-east-1",
  epoch: 3,
  phase: "STEADY",
  changedMs: NOW_MS - HOUR_MS,
  by: "operator",
};

/** The standby takes over from the primary, on its own. */
export const FAILOVER: WorkflowInput = {
  kind: "failover",
  to: "us-east-2",
  from: "us-east-1",
  epoch: 3,
  graceful: false,
  by: "detect",
  why: "dark",
  drill: false,
};

/** What the three vantage points of a tick say, in the order standby, witness, heartbeat. */
export function signals(standby: Health, witness: Health, heartbeat: Health): Signal[] {
  return [
    { vantage: "standby", health: standby },
    { vantage: "witness", health: witness },
    { vantage: "heartbeat", health: heartbeat },
  ];
}

/** Ticks five seconds apart, the last one now; all alike unless `change` says otherwise. */
export function ticksOf(
  count: number,
  seen: readonly Signal[],
  change: (index: number) => Partial<Tick> = () => ({}),
): Tick[] {
  return Array.from({ length: count }, (_, index) => ({
    atMs: NOW_MS - (count - 1 - index) * 5_000,
    signals: seen,
    standby: "good",
    ...change(index),
  }));
}

export const LOST = signals("bad", "bad", "unknown");

/** The standby has seen the primary lost for three ticks, and nothing speaks against a takeover. */
export const CONFIRMED: Situation = {
  nowMs: NOW_MS,
  region: "us-east-2",
  control: CONTROL,
  ticks: ticksOf(3, LOST),
  consistency: "strong",
  lagMs: undefined,
  automaticMoves: 0,
  freezeUntilMs: undefined,
  drill: false,
};
