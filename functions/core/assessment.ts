import type { ControlRecord } from "./control-record";
import { type Decision, needsPeople } from "./failover-decision";
import type { Consistency, FailoverPolicy } from "./settings";
import type { Health } from "./vantage";
import { isAutomatic, takeoverState, takeoverWaitSeconds, type WorkflowInput } from "./workflow";

/** What the first step of the workflow found out. */
export interface MoveFacts {
  readonly input: WorkflowInput;
  readonly control: ControlRecord | undefined;
  readonly peerRegion: string;
  /** This region's store, read and write path. */
  readonly ownStore: Health;
  /** This region's public health endpoint, asked from outside. */
  readonly ownEndpoint: Health;
  /** The rules of the decision applied again; undefined where a person asked. */
  readonly decision: Decision | undefined;
  readonly consistency: Consistency;
}

/** The answer that steers the workflow. */
export interface Assessment {
  readonly proceed: boolean;
  readonly reasons: readonly string[];
  readonly epoch: number;
  readonly nextEpoch: number;
  readonly approval: "none" | "required";
  /** What happens when nobody approves in time. */
  readonly approvalDefault: "abort" | "proceed";
  readonly approvalTimeoutSeconds: number;
  readonly approvers: number;
  readonly waitSeconds: number;
  /** The takeover had already been fenced and is only finished. */
  readonly resume: boolean;
}

/**
 * Decides whether a requested move may go on, and whether people have to agree.
 * Cross-region: a takeover that is already fenced is always finished, whoever began it; everything else
 * needs the epoch it was started for and a healthy region to move to.
 */
export function assessMove(facts: MoveFacts, policy: FailoverPolicy): Assessment {
  const { input, control, consistency } = facts;
  const state = control && takeoverState(input, control);
  const resume = state === "fenced";
  const reasons = resume ? [] : objections(facts, state);
  return {
    proceed: reasons.length === 0,
    reasons,
    epoch: input.epoch,
    nextEpoch: input.epoch + 1,
    approval: !resume && needsApproval(facts, policy) ? "required" : "none",
    approvalDefault: mayDefault(facts) ? policy.approvalDefault : "abort",
    approvalTimeoutSeconds: policy.approvalTimeoutSeconds,
    approvers: policy.approvers,
    waitSeconds: takeoverWaitSeconds(consistency),
    resume,
  };
}

function objections(facts: MoveFacts, state: ReturnType<typeof takeoverState> | undefined) {
  const { input, control, decision } = facts;
  const reasons: string[] = [];
  if (!control) reasons.push("the control item is not readable");
  if (control && state === "superseded") {
    const { active, epoch, phase } = control;
    reasons.push(`authority is with ${active} at epoch ${epoch} in ${phase}`);
  }
  if (input.from !== facts.peerRegion) reasons.push(`${input.from} is not this region's peer`);
  if (facts.ownStore !== "good") reasons.push(`this region's store is ${facts.ownStore}`);
  if (facts.ownEndpoint !== "good") {
    reasons.push(`this region's health endpoint is ${facts.ownEndpoint}`);
  }
  if (isAutomatic(input.by) && (!decision || decision.action === "none")) {
    reasons.push(decision?.why ?? "the situation could not be judged");
  }
  return reasons;
}

/** A person's request needs others where the policy asks for several, or for approval of each move. */
function needsApproval({ input, decision }: MoveFacts, policy: FailoverPolicy): boolean {
  if (isAutomatic(input.by)) return decision?.action !== "failover";
  return policy.mode === "approve" || policy.approvers > 1;
}

/** Silence may only stand for consent where approval is a habit, not where it guards against harm. */
function mayDefault({ decision }: MoveFacts): boolean {
  if (decision === undefined) return false;
  return decision.action !== "propose" || !needsPeople(decision.held);
}
