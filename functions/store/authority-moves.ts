import {
  countsAsAutomatic,
  FIRST_EPOCH,
  isRecentMove,
  MOVES_READ,
  moveFrom,
  openMoveInput,
  readMoveInput,
} from "../core/authority-move";
import type { ControlRecord } from "../core/control-record";
import type { WorkflowInput } from "../core/workflow";
import { callRepeatable } from "./call";
import { type ControlPorts, readItem } from "./control";

/** Automatic moves of the last 24 hours, newest first until one is older. */
export async function countAutomaticMoves(
  ports: ControlPorts,
  control: ControlRecord,
): Promise<number> {
  const nowMs = ports.clock.nowMs();
  const oldest = Math.max(FIRST_EPOCH, control.epoch - MOVES_READ);
  let count = 0;
  for (let epoch = control.epoch; epoch > oldest; epoch--) {
    const move = moveFrom(await readItem(ports, readMoveInput(ports.controlTable, epoch)));
    if (!isRecentMove(move, nowMs)) return count;
    if (countsAsAutomatic(move)) count += 1;
  }
  return count;
}

/** Records a move that has taken authority, and who may close its record. */
export async function openMove(
  ports: ControlPorts,
  input: WorkflowInput,
  execution: string,
): Promise<void> {
  const update = openMoveInput(ports.controlTable, input, execution, ports.clock.nowMs());
  await callRepeatable(ports, ports.dynamo, "UpdateItem", update);
}
