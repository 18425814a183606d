import { goodForMs } from "./core/detect-state";
import { failbackGates, type GateReport } from "./core/failback-gates";
import type { BasePorts } from "./core/ports";
import { errorName } from "./core/retry";
import { dueInput } from "./core/sweep-plan";
import { DUE_SHARDS } from "./core/transitions";
import { requireOwnRegion, type StepEvent, workflowInputFrom } from "./core/workflow";
import { callRepeatable } from "./store/call";
import { type DecisionPorts, readDetectState, readLag } from "./store/detection";
import { probeRegion, type RegionHealthPorts } from "./store/region-health";
import { probeStore, type StoreHealthPorts } from "./store/store-health";

export interface GatesPorts extends BasePorts, DecisionPorts, RegionHealthPorts, StoreHealthPorts {}

/** Younger work is in the hands of the queue; older work says that processing does not keep up. */
const OVERDUE_MS = 60_000;

/** First step of the failback: every condition for moving authority back, with all that speak against. */
export function gates(ports: GatesPorts) {
  return async (event: StepEvent): Promise<GateReport> => {
    const input = workflowInputFrom(event.input);
    requireOwnRegion(input, ports.region);
    const [store, own, other, state, overdue, lagMs] = await Promise.all([
      probeStore(ports),
      probeRegion(ports, input.to),
      probeRegion(ports, input.from),
      readDetectState(ports, ports.region),
      countOverdue(ports),
      readLag(ports, input.from),
    ]);
    const nowMs = ports.clock.nowMs();
    const report = failbackGates(
      {
        input,
        nowMs,
        control: store.control,
        goodForMs: goodForMs(state, nowMs),
        ownStore: store.health,
        ownEndpoint: own.health,
        otherEndpoint: other.health,
        overdue,
        consistency: ports.consistency,
        lagMs,
      },
      ports.policy,
    );
    ports.log.info("gates", { open: report.open, reasons: report.reasons.join("; ") });
    return report;
  };
}

/** At most one per shard: zero or not is all that matters. */
async function countOverdue(ports: GatesPorts): Promise<number | undefined> {
  const beforeMs = ports.clock.nowMs() - OVERDUE_MS;
  try {
    const counts = await Promise.all(
      DUE_SHARDS.map(async (shard) => {
        const query = dueInput(ports.transactionsTable, shard, beforeMs, 1);
        const page = await callRepeatable<{ Items?: object[] }>(
          ports,
          ports.dynamo,
          "Query",
          query,
        );
        return page.Items?.length ?? 0;
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  } catch (error) {
    ports.log.warn("backlog could not be counted", { error: errorName(error) });
    return undefined;
  }
}
