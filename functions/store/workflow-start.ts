import type { Clock, Remote } from "../core/ports";
import { executionArn, executionName, resumeName, type WorkflowInput } from "../core/workflow";
import { type CallPorts, callRepeatable } from "./call";
import { callExpecting } from "./expected-error";

/** What starting the workflow in the function's own region needs. */
export interface WorkflowStartPorts extends CallPorts {
  readonly clock: Clock;
  readonly sfn: Remote;
  readonly stateMachineArn: string;
}

/**
 * `started`: by us, now. `running`: by somebody else, or by us before. `waiting`: an earlier attempt at
 * this epoch ended without taking authority, and it is too early for another one.
 */
export interface WorkflowStart {
  readonly state: "started" | "running" | "waiting";
  readonly name: string;
}

/** More failed attempts than this at one epoch are for people. */
const ATTEMPTS_MAX = 10;
/** A workflow that failed on its way may succeed now. */
const RETRY_AFTER_MS = 30_000;
/** People who said no, or nothing, are not asked again at once. */
const ASK_AGAIN_AFTER_MS = 1_800_000;
/** The errors with which the state machine ends when people did not agree. */
const NOT_APPROVED: ReadonlySet<string | undefined> = new Set(["Denied", "Expired"]);

interface ExecutionView {
  readonly status?: string;
  readonly stopDate?: Date;
  readonly error?: string;
}

/**
 * Starts the workflow of a move once, however many ask for it at the same time. A name that was used by
 * an attempt that ended without taking authority is followed by a numbered one, after a while.
 */
export async function startWorkflow(
  ports: WorkflowStartPorts,
  input: WorkflowInput,
): Promise<WorkflowStart> {
  for (let attempt = 1; ; attempt++) {
    const name = executionName(input, attempt);
    if (await start(ports, name, input)) return { state: "started", name };
    const execution = await callRepeatable<ExecutionView>(ports, ports.sfn, "DescribeExecution", {
      executionArn: executionArn(ports.stateMachineArn, name),
    });
    if (execution.status === "RUNNING") return { state: "running", name };
    const endedMs = execution.stopDate?.getTime() ?? ports.clock.nowMs();
    const waitMs = NOT_APPROVED.has(execution.error) ? ASK_AGAIN_AFTER_MS : RETRY_AFTER_MS;
    const early = ports.clock.nowMs() - endedMs < waitMs;
    if (early || attempt === ATTEMPTS_MAX) return { state: "waiting", name };
  }
}

/** Starts the one execution that finishes an abandoned takeover; false when it was started before. */
export async function resumeWorkflow(
  ports: WorkflowStartPorts,
  input: WorkflowInput,
): Promise<boolean> {
  return start(ports, resumeName(input), input);
}

async function start(
  ports: WorkflowStartPorts,
  name: string,
  input: WorkflowInput,
): Promise<boolean> {
  const { stateMachineArn } = ports;
  const body = { stateMachineArn, name, input: JSON.stringify(input) };
  const exists = ["ExecutionAlreadyExists"];
  const answer = await callExpecting(ports, ports.sfn, "StartExecution", body, exists);
  return answer.error === undefined;
}
