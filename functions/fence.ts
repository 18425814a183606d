import { type Authority, authorityFrom, fenceInput, readAuthorityInput } from "./core/control-item";
import type { BasePorts } from "./core/ports";
import { failureOf } from "./core/retry";
import type { Consistency } from "./core/settings";
import { StepError } from "./core/step-error";
import {
  executionName,
  requireOwnRegion,
  type StepEvent,
  takeoverState,
  type WorkflowInput,
  workflowInputFrom,
} from "./core/workflow";
import { openMove } from "./store/authority-moves";
import { callRepeatable } from "./store/call";
import { type ControlPorts, readItem } from "./store/control";

export interface FencePorts extends BasePorts, ControlPorts {
  readonly consistency: Consistency;
}

export interface FenceEvent extends StepEvent {
  /** The workflow's own name; only executions that fenced may close the record of the move. */
  readonly execution?: unknown;
}

/**
 * Takes authority: the one write that makes this region the active one and every other epoch void.
 * Cross-region: it is conditional on the epoch that the workflow was started for, so of two takeovers
 * only one succeeds; a repeated or resumed one recognises itself.
 */
export function fence(ports: FencePorts) {
  return async (event: FenceEvent): Promise<Pick<Authority, "epoch" | "phase">> => {
    const input = workflowInputFrom(event.input);
    requireOwnRegion(input, ports.region);
    const { epoch, phase } = (await take(ports, input)) ?? (await recognise(ports, input));
    await openMove(ports, input, executionOf(event, input));
    ports.metrics.count("AuthorityTaken");
    ports.log.warn("authority taken", { region: ports.region, epoch, phase, by: input.by });
    return { epoch, phase };
  };
}

/** Authority is taken whatever the workflow calls itself; a nameless one gets the usual name. */
function executionOf({ execution }: FenceEvent, input: WorkflowInput): string {
  return typeof execution === "string" && execution !== "" ? execution : executionName(input);
}

async function take(ports: FencePorts, input: WorkflowInput): Promise<Authority | undefined> {
  const { region, consistency, controlTable, clock } = ports;
  const { epoch, why, by } = input;
  const order = { region, seenEpoch: epoch, nowMs: clock.nowMs(), why, by };
  try {
    const update = fenceInput(controlTable, order, consistency);
    await callRepeatable(ports, ports.dynamo, "UpdateItem", update);
  } catch (error) {
    if (failureOf(error) === "condition") return undefined;
    throw error;
  }
  const phase = consistency === "strong" ? "STEADY" : "TAKEOVER";
  return { active: region, epoch: epoch + 1, phase };
}

/** Somebody has raised the epoch: us, in a try whose answer was lost, or another takeover. */
async function recognise(ports: FencePorts, input: WorkflowInput): Promise<Authority> {
  const authority = authorityFrom(await readItem(ports, readAuthorityInput(ports.controlTable)));
  if (authority && takeoverState(input, authority) === "fenced") return authority;
  const { active = "nobody", epoch } = authority ?? {};
  throw new StepError("Superseded", `authority is with ${active} at epoch ${epoch}`);
}
