import { abandonedMove, moveFrom, readMoveInput } from "../core/authority-move";
import { settleInput } from "../core/control-item";
import type { ControlRecord } from "../core/control-record";
import { heartbeatInput, lagHeartbeatInput } from "../core/heartbeat";
import { failureOf } from "../core/retry";
import type { Consistency } from "../core/settings";
import { takeoverIsOverdue } from "../core/workflow";
import { callRepeatable } from "./call";
import { type ControlPorts, readItem } from "./control";
import { resumeWorkflow, type WorkflowStartPorts } from "./workflow-start";

interface HeartbeatPorts extends ControlPorts {
  readonly region: string;
  readonly transactionsTable: string;
  readonly consistency: Consistency;
}

/** Tells the standby that this region is active and that its store works. */
export async function writeHeartbeat(ports: HeartbeatPorts): Promise<void> {
  const { region, consistency, controlTable, transactionsTable, clock } = ports;
  const beat = heartbeatInput(controlTable, region, clock.nowMs());
  await callRepeatable(ports, ports.dynamo, "PutItem", beat);
  if (consistency === "strong") return;
  const lagBeat = lagHeartbeatInput(transactionsTable, region, clock.nowMs());
  await callRepeatable(ports, ports.dynamo, "PutItem", lagBeat);
}

/**
 * Cross-region: a takeover whose workflow died between fencing and settling leaves nobody with the right
 * to process. Whoever finds it past its wait settles it; true when that was us.
 */
export async function settleAbandoned(
  ports: ControlPorts & { readonly region: string },
  control: ControlRecord,
): Promise<boolean> {
  const nowMs = ports.clock.nowMs();
  if (!takeoverIsOverdue(control, control.changedMs, ports.region, nowMs)) return false;
  const input = settleInput(ports.controlTable, control, nowMs);
  try {
    await callRepeatable(ports, ports.dynamo, "UpdateItem", input);
    return true;
  } catch (error) {
    if (failureOf(error) === "condition") return false;
    throw error;
  }
}

/** Starts the rest of a takeover whose workflow died: database, sweep, verification, evidence. */
export async function resumeAbandoned(
  ports: ControlPorts & WorkflowStartPorts & { readonly region: string },
  control: ControlRecord,
): Promise<boolean> {
  const item = await readItem(ports, readMoveInput(ports.controlTable, control.epoch));
  const input = abandonedMove(moveFrom(item), ports.region, ports.clock.nowMs());
  return input !== undefined && (await resumeWorkflow(ports, input));
}
