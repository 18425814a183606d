import { readAuthorityInput } from "../core/control-item";
import { type ControlRecord, controlRecordFrom } from "../core/control-record";
import type { Remote } from "../core/ports";
import { type CallPorts, callRepeatable } from "./call";

/** What reading or changing authority needs. */
export interface ControlPorts extends CallPorts {
  readonly dynamo: Remote;
  readonly controlTable: string;
}

/** A decision waits for the next tick rather than for many retries. */
const CONTROL_RETRIES = { attempts: 2, baseMs: 40, capMs: 100 };

/**
 * The control item as it is now, read strongly; undefined when it is missing or damaged.
 * Cross-region: rejects where the quorum cannot be reached, so a cut-off region decides nothing.
 */
export async function readControl(ports: ControlPorts): Promise<ControlRecord | undefined> {
  const input = readAuthorityInput(ports.controlTable);
  return controlRecordFrom(await readItem(ports, input));
}

/** One item of the control or transactions table; undefined when there is none. */
export async function readItem(ports: ControlPorts, input: object): Promise<unknown> {
  const { dynamo } = ports;
  const output = await callRepeatable<{ Item?: unknown }>(
    ports,
    dynamo,
    "GetItem",
    input,
    CONTROL_RETRIES,
  );
  return output.Item;
}
