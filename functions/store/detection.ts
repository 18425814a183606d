import type { ControlRecord } from "../core/control-record";
import {
  afterTick,
  type DetectState,
  detectStateFrom,
  readDetectStateInput,
  saveDetectStateInput,
} from "../core/detect-state";
import { isQuiet, type Tick } from "../core/detection-history";
import { type Decision, decide, type Situation } from "../core/failover-decision";
import {
  beatFrom,
  type HeartbeatReading,
  lagOf,
  readHeartbeatInput,
  readLagHeartbeatInput,
  watchHeartbeat,
} from "../core/heartbeat";
import type { Log, Remote } from "../core/ports";
import { errorName } from "../core/retry";
import type { Consistency, FailoverPolicy } from "../core/settings";
import { type Health, healthFrom, type Signal } from "../core/vantage";
import { countAutomaticMoves } from "./authority-moves";
import { callRepeatable } from "./call";
import { type ControlPorts, readItem } from "./control";
import { withDeadline } from "./deadline";
import { probeRegion, type RegionHealthPorts } from "./region-health";

/** What the decision of the standby is made with. */
export interface DecisionPorts extends ControlPorts {
  readonly region: string;
  readonly policy: FailoverPolicy;
  readonly consistency: Consistency;
}

/** What observing the active region from the standby needs. */
export interface ObservationPorts extends DecisionPorts, RegionHealthPorts {
  readonly log: Log;
  readonly transactionsTable: string;
  readonly lambda: Remote;
  readonly vantageFunctionArn: string;
}

/** The witness needs time for its own question on top of the way to it and back. */
const WITNESS_DEADLINE_MS = 3_000;
const HEARTBEAT_DEADLINE_MS = 1_500;

export async function readDetectState(ports: ControlPorts, region: string): Promise<DetectState> {
  return detectStateFrom(await readItem(ports, readDetectStateInput(ports.controlTable, region)));
}

/** Writes what the detector knows; what it saw of a quiet minute may be lost. */
export async function saveDetectState(
  ports: ControlPorts,
  region: string,
  state: DetectState,
): Promise<void> {
  const input = saveDetectStateInput(ports.controlTable, region, state);
  await callRepeatable(ports, ports.dynamo, "UpdateItem", input);
}

/** Whether the last two ticks are worth a write each: trouble has begun, goes on or has just ended. */
export function isWorthSaving(state: DetectState): boolean {
  return state.ticks.slice(-2).some((tick) => !isQuiet(tick));
}

/**
 * One look at the active region from every vantage point at the same time.
 * Cross-region: an observer that fails (the witness, the read of the heartbeat) says nothing about the
 * region it observes; its signal is unknown.
 */
export async function observe(
  ports: ObservationPorts,
  state: DetectState,
  active: string,
  standby: Health,
): Promise<DetectState> {
  const atMs = ports.clock.nowMs();
  const [own, witness, heartbeat] = await Promise.all([
    healthOrUnknown(ports, async () => (await probeRegion(ports, active)).health),
    healthOrUnknown(ports, () => askWitness(ports, active)),
    readHeartbeat(ports, state, active),
  ]);
  const signals: Signal[] = [
    { vantage: "standby", health: own },
    { vantage: "witness", health: witness },
    { vantage: "heartbeat", health: heartbeat.health },
  ];
  const tick: Tick = { atMs, signals, standby };
  return afterTick(state, tick, heartbeat.watch);
}

async function healthOrUnknown(
  ports: ObservationPorts,
  ask: () => Promise<Health>,
): Promise<Health> {
  try {
    return await ask();
  } catch (error) {
    ports.log.warn("vantage point failed", { error: errorName(error) });
    return "unknown";
  }
}

async function askWitness(ports: ObservationPorts, region: string): Promise<Health> {
  const answer = ports.lambda.send<{ FunctionError?: string; Payload?: Uint8Array }>("Invoke", {
    FunctionName: ports.vantageFunctionArn,
    Payload: Buffer.from(JSON.stringify({ region })),
  });
  const { FunctionError, Payload } = await withDeadline(ports.clock, WITNESS_DEADLINE_MS, answer);
  if (FunctionError !== undefined || !Payload) return "unknown";
  const { health } = JSON.parse(Buffer.from(Payload).toString("utf8")) as { health?: unknown };
  return healthFrom(health);
}

async function readHeartbeat(
  ports: ObservationPorts,
  state: DetectState,
  active: string,
): Promise<HeartbeatReading> {
  try {
    const item = readItem(ports, readHeartbeatInput(ports.controlTable, active));
    const beat = beatFrom(await withDeadline(ports.clock, HEARTBEAT_DEADLINE_MS, item));
    return watchHeartbeat(state.heartbeat, beat, ports.clock.nowMs(), ports.policy);
  } catch (error) {
    ports.log.warn("heartbeat could not be read", { error: errorName(error) });
    return { watch: state.heartbeat, health: "unknown" };
  }
}

/** Age of what last arrived through the replication of payments; not asked for when nothing can lag. */
export async function readLag(
  ports: DecisionPorts & { readonly transactionsTable: string },
  active: string,
): Promise<number | undefined> {
  if (ports.consistency === "strong") return undefined;
  try {
    const item = await readItem(ports, readLagHeartbeatInput(ports.transactionsTable, active));
    return lagOf(beatFrom(item), ports.clock.nowMs());
  } catch {
    return undefined;
  }
}

/**
 * Decides on what was seen. Moves are only counted, which costs reads, once everything else speaks for a
 * takeover; a count that fails leaves the decision to people.
 */
export async function decideNow(
  ports: DecisionPorts,
  control: ControlRecord | undefined,
  state: DetectState,
  lagMs: number | undefined,
  extra: readonly Signal[] = [],
): Promise<Decision> {
  const nowMs = ports.clock.nowMs();
  const situation: Situation = {
    nowMs,
    region: ports.region,
    control,
    ticks: state.ticks,
    extra,
    consistency: ports.consistency,
    lagMs,
    automaticMoves: undefined,
    freezeUntilMs: state.freezeUntilMs,
    drill: state.drillUntilMs !== undefined && nowMs < state.drillUntilMs,
  };
  const first = decide(situation, ports.policy);
  if (first.action === "none" || !control) return first;
  const automaticMoves = await countAutomaticMoves(ports, control).catch(() => undefined);
  return decide({ ...situation, automaticMoves }, ports.policy);
}
