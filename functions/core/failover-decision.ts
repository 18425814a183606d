import type { ControlRecord } from "./control-record";
import { badTicksInRow, badVantages, rowOf, type Tick } from "./detection-history";
import { inMaintenanceWindow } from "./maintenance-window";
import type { Consistency, FailoverPolicy } from "./settings";
import type { Signal } from "./vantage";

/** Everything the standby knows when it asks itself whether to take over. */
export interface Situation {
  readonly nowMs: number;
  /** The region that decides, which is the one that would take over. */
  readonly region: string;
  /** Undefined when the control item could not be read. */
  readonly control: ControlRecord | undefined;
  /** Oldest first. */
  readonly ticks: readonly Tick[];
  /** Signals that belong to no tick, such as an alarm. */
  readonly extra?: readonly Signal[];
  readonly consistency: Consistency;
  /** Age of the newest replicated write of the active region; undefined when it is not known. */
  readonly lagMs: number | undefined;
  /** Automatic takeovers of the last 24 hours; undefined when they could not be counted. */
  readonly automaticMoves: number | undefined;
  /** An operator's marker: no automatic failover before this moment. */
  readonly freezeUntilMs: number | undefined;
  /** Labels the decision; it never loosens a rule. */
  readonly drill: boolean;
}

/**
 * `none`: nothing happens. `propose`: the region is lost, but people must agree. `failover`: take over.
 * `held` says what kept a proposal from being automatic.
 */
export type Decision =
  | { readonly action: "none"; readonly why: string; readonly drill: boolean }
  | {
      readonly action: "propose";
      readonly why: string;
      readonly held: readonly Hold[];
      readonly drill: boolean;
    }
  | { readonly action: "failover"; readonly why: string; readonly drill: boolean };

/** What keeps a takeover from being automatic. */
export type Hold =
  | "mode-manual"
  | "mode-approve"
  | "may-lose-payments"
  | "automatic-limit"
  | "freeze"
  | "maintenance-window";

/**
 * Decides whether the standby takes over.
 * Cross-region: the active region has no vote and no veto, a single vantage point never suffices, an
 * unhealthy standby never takes over, and what is not known never counts against the active region.
 */
export function decide(situation: Situation, policy: FailoverPolicy): Decision {
  const { drill } = situation;
  const obstacle = obstacleTo(situation, policy);
  if (obstacle) return { action: "none", why: obstacle, drill };
  const why = evidenceOf(situation, policy);
  const held = holdsOn(situation, policy);
  if (held.length > 0) return { action: "propose", why, held, drill };
  return { action: "failover", why, drill };
}

/** The first thing that rules a takeover out, in words for the log; undefined when nothing does. */
function obstacleTo(situation: Situation, policy: FailoverPolicy): string | undefined {
  const { control, nowMs, ticks } = situation;
  if (!control) return "the control item is not readable";
  if (control.active === situation.region) return "this region is already active";
  if (control.phase !== "STEADY") return "another takeover is under way";
  const row = badTicksInRow(ticks, nowMs, policy, situation.extra);
  if (row < rowOf(policy)) {
    const standby = ticks.at(-1)?.standby ?? "unknown";
    return `${row} of ${rowOf(policy)} bad ticks in a row, own store ${standby}`;
  }
  // A moment in the future (clocks of two regions differ) counts as inside the cool-down.
  const coolMs = policy.coolDownSeconds * 1000;
  if (nowMs - control.changedMs < coolMs) return "the cool-down after the last change is not over";
  return undefined;
}

function evidenceOf(situation: Situation, policy: FailoverPolicy): string {
  const latest = situation.ticks.slice(-1).flatMap((tick) => tick.signals);
  const bad = badVantages([...latest, ...(situation.extra ?? [])]);
  const row = badTicksInRow(situation.ticks, situation.nowMs, policy, situation.extra);
  return `${bad.join(", ")} saw ${situation.control?.active} lost in ${row} ticks in a row`;
}

/** Everything that calls for people, all at once. */
function holdsOn(situation: Situation, policy: FailoverPolicy): Hold[] {
  const { nowMs, automaticMoves, freezeUntilMs } = situation;
  const holds: Hold[] = [];
  if (policy.mode === "manual") holds.push("mode-manual");
  if (policy.mode === "approve") holds.push("mode-approve");
  if (mayLosePayments(situation, policy)) holds.push("may-lose-payments");
  if (automaticMoves === undefined || automaticMoves >= policy.automaticPerDay) {
    holds.push("automatic-limit");
  }
  if (freezeUntilMs !== undefined && nowMs < freezeUntilMs) holds.push("freeze");
  if (inMaintenanceWindow(policy.maintenanceWindow, nowMs)) holds.push("maintenance-window");
  return holds;
}

/** Cross-region: under eventual consistency only a known, bounded replication lag allows a move. */
function mayLosePayments(situation: Situation, policy: FailoverPolicy): boolean {
  if (situation.consistency === "strong") return false;
  const { lagMs } = situation;
  if (lagMs === undefined || policy.lagBoundSeconds === undefined) return true;
  return lagMs > policy.lagBoundSeconds * 1000;
}

/** Whether a proposal is worth an execution that asks for approval; in mode manual people start it. */
export function startsWorkflow(decision: Decision): boolean {
  if (decision.action === "propose") return !decision.held.includes("mode-manual");
  return decision.action === "failover";
}

/** Holds that a configured "proceed when nobody answers" must not overrule. */
export function needsPeople(held: readonly Hold[]): boolean {
  return held.some((hold) => hold !== "mode-approve");
}
