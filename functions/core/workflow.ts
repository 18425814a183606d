import type { Authority } from "./control-item";
import type { Consistency } from "./settings";
import { StepError } from "./step-error";

/** What the state machine is started with; every step receives it unchanged. */
export interface WorkflowInput {
  readonly kind: "failover" | "failback";
  /** The region that takes authority; the workflow runs there. */
  readonly to: string;
  readonly from: string;
  /** The epoch in force when the workflow was started; the takeover raises it by one. */
  readonly epoch: number;
  /** The old region still works: the database switches over without loss. */
  readonly graceful: boolean;
  /** `detect` and `alarm` are automatic, everything else names a person. */
  readonly by: string;
  readonly why: string;
  /** Labels records and evidence; it never loosens a rule. */
  readonly drill: boolean;
}

/** The payload of every step function. */
export interface StepEvent {
  readonly input: unknown;
}

const AUTOMATIC: ReadonlySet<string> = new Set(["detect", "alarm"]);

/** Whether nobody asked for the move, so that every rule of the decision has to hold again. */
export function isAutomatic(by: string): boolean {
  return AUTOMATIC.has(by);
}

/** Checks an input that a person may have typed; names every problem at once. */
export function workflowInputFrom(value: unknown): WorkflowInput {
  const { kind, to, from, epoch, graceful, by, why, drill } = (value ?? {}) as Partial<
    Record<keyof WorkflowInput, unknown>
  >;
  const isText = (text: unknown) => typeof text === "string" && text !== "";
  const isFlag = (flag: unknown) => flag === undefined || typeof flag === "boolean";
  const problems = [
    ...(kind === "failover" || kind === "failback" ? [] : ["kind is failover or failback"]),
    ...(isText(to) ? [] : ["to names a region"]),
    ...(isText(from) && from !== to ? [] : ["from names the other region"]),
    ...(Number.isSafeInteger(epoch) && Number(epoch) > 0 ? [] : ["epoch is the current epoch"]),
    ...(isText(by) ? [] : ["by says who asks"]),
    ...(isText(why) ? [] : ["why gives the reason"]),
    ...(isFlag(graceful) ? [] : ["graceful is true or false"]),
    ...(isFlag(drill) ? [] : ["drill is true or false"]),
  ];
  if (problems.length > 0) throw new StepError("InvalidInput", problems.join("; "));
  const input = value as WorkflowInput;
  return {
    ...input,
    graceful: input.graceful ?? kind === "failback",
    drill: input.drill ?? false,
  };
}

/**
 * Cross-region: the region that is being activated runs its own takeover, so nothing depends on the
 * region that may be lost. A workflow started elsewhere is a mistake and is refused.
 */
export function requireOwnRegion(input: WorkflowInput, region: string): void {
  if (input.to === region) return;
  throw new StepError(
    "WrongRegion",
    `a takeover by ${input.to} has to run there, not in ${region}`,
  );
}

/**
 * Where the takeover of an input stands. `ready`: not begun. `fenced`: its authority is taken, here or
 * by an execution that died since, and it has to be finished. `superseded`: somebody else moved.
 */
export type TakeoverState = "ready" | "fenced" | "superseded";

export function takeoverState(input: WorkflowInput, authority: Authority): TakeoverState {
  const { active, epoch, phase } = authority;
  if (epoch === input.epoch + 1 && active === input.to) return "fenced";
  const untouched = epoch === input.epoch && active === input.from && phase === "STEADY";
  return untouched ? "ready" : "superseded";
}

/**
 * One name per move and epoch: two detectors, an alarm and an operator start one execution together.
 * A later attempt at the same epoch follows one that closed without taking authority.
 */
export function executionName(
  input: Pick<WorkflowInput, "kind" | "to" | "epoch">,
  attempt = 1,
): string {
  const name = `${input.kind}-to-${input.to}-epoch-${input.epoch + 1}`;
  return attempt === 1 ? name : `${name}-attempt-${attempt}`;
}

/** The one execution that finishes a takeover whose own execution died. */
export function resumeName(input: Pick<WorkflowInput, "kind" | "to" | "epoch">): string {
  return `${executionName(input)}-resume`;
}

/** The ARN of an execution follows from the one of its state machine. */
export function executionArn(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}

/**
 * Cross-region: under eventual consistency the new region waits until every lease that the old one may
 * still hold, and every call started under it, has run out.
 */
export const TAKEOVER_WAIT_SECONDS = 15;

export function takeoverWaitSeconds(consistency: Consistency): number {
  return consistency === "strong" ? 0 : TAKEOVER_WAIT_SECONDS;
}

/** Beyond its wait a takeover gets this long before somebody else settles it. */
const SETTLE_GRACE_SECONDS = 15;
/** Another region leaves the region that takes over this much longer to settle by itself. */
const OTHER_REGION_GRACE_SECONDS = 90;

/** Whether a takeover has been waiting for longer than its own workflow would let it. */
export function takeoverIsOverdue(
  authority: Authority,
  changedMs: number,
  region: string,
  nowMs: number,
): boolean {
  if (authority.phase !== "TAKEOVER") return false;
  const grace = authority.active === region ? SETTLE_GRACE_SECONDS : OTHER_REGION_GRACE_SECONDS;
  return nowMs - changedMs >= (TAKEOVER_WAIT_SECONDS + grace) * 1000;
}
