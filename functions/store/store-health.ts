import type { ControlRecord } from "../core/control-record";
import { failureOf } from "../core/retry";
import { dryRunInput } from "../core/store-probe";
import type { Health } from "../core/vantage";
import { callRepeatable } from "./call";
import { type ControlPorts, readControl } from "./control";
import { withDeadline } from "./deadline";

/** What a probe of the region's own store needs. */
export interface StoreHealthPorts extends ControlPorts {
  readonly transactionsTable: string;
}

/** The read path and the write path of this region's store, and what was read on the way. */
export interface StoreHealth {
  readonly health: Health;
  readonly control: ControlRecord | undefined;
}

/** Route 53 and the detector give up after about two seconds; a store slower than this is not healthy. */
const STORE_DEADLINE_MS = 1_500;
/** A probe that is lucky only with the third try describes no healthy store. */
const DRY_RUN_RETRIES = { attempts: 2, baseMs: 40, capMs: 100 };

/**
 * Reads the control item strongly and tries a write without effect.
 * Cross-region: both need the quorum under strong consistency, so a region that is cut off from the
 * others reports itself bad. Being throttled is no illness: unknown.
 */
export async function probeStore(ports: StoreHealthPorts): Promise<StoreHealth> {
  const [read, write] = await Promise.all([
    judged(ports, readControl(ports), (control) => control !== undefined),
    judged(ports, dryRun(ports), (refused) => refused),
  ]);
  const healths = [read.health, write.health];
  const worst = (["bad", "unknown"] as const).find((health) => healths.includes(health));
  return { health: worst ?? "good", control: read.value };
}

async function judged<T>(
  ports: StoreHealthPorts,
  work: Promise<T>,
  isGood: (value: T) => boolean,
): Promise<{ readonly health: Health; readonly value?: T }> {
  try {
    const value = await withDeadline(ports.clock, STORE_DEADLINE_MS, work);
    return { health: isGood(value) ? "good" : "bad", value };
  } catch (error) {
    return { health: failureOf(error) === "refused" ? "unknown" : "bad" };
  }
}

/** True when the write was refused for its condition, which is the only proper answer. */
async function dryRun(ports: StoreHealthPorts): Promise<boolean> {
  const input = dryRunInput(ports.transactionsTable);
  try {
    await callRepeatable(ports, ports.dynamo, "PutItem", input, DRY_RUN_RETRIES);
    return false;
  } catch (error) {
    if (failureOf(error) === "condition") return true;
    throw error;
  }
}
