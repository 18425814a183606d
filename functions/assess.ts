import { type Assessment, assessMove } from "./core/assessment";
import type { Decision } from "./core/failover-decision";
import type { BasePorts } from "./core/ports";
import type { Signal } from "./core/vantage";
import {
  isAutomatic,
  requireOwnRegion,
  type StepEvent,
  type WorkflowInput,
  workflowInputFrom,
} from "./core/workflow";
import { type DecisionPorts, decideNow, readDetectState, readLag } from "./store/detection";
import { probeRegion, type RegionHealthPorts } from "./store/region-health";
import { probeStore, type StoreHealth, type StoreHealthPorts } from "./store/store-health";

export interface AssessPorts extends BasePorts, DecisionPorts, RegionHealthPorts, StoreHealthPorts {
  readonly peerRegion: string;
}

export interface AssessEvent extends StepEvent {
  /** Whether the stack declares a ledger database; the answer repeats it for the steps that follow. */
  readonly database?: boolean;
}

/**
 * First step of the workflow: may this move go on, and do people have to agree? An automatic move has to
 * pass every rule again, because minutes may lie between the decision and this execution.
 */
export function assess(ports: AssessPorts) {
  return async (event: AssessEvent): Promise<Assessment & { readonly database: boolean }> => {
    const input = workflowInputFrom(event.input);
    requireOwnRegion(input, ports.region);
    const [store, endpoint] = await Promise.all([
      probeStore(ports),
      probeRegion(ports, ports.region),
    ]);
    const facts = {
      input,
      control: store.control,
      peerRegion: ports.peerRegion,
      ownStore: store.health,
      ownEndpoint: endpoint.health,
      decision: isAutomatic(input.by) ? await decideAgain(ports, input, store) : undefined,
      consistency: ports.consistency,
    };
    const assessment = assessMove(facts, ports.policy);
    const { proceed, resume, approval, reasons } = assessment;
    ports.log.info("assessed", { proceed, resume, approval, reasons: reasons.join("; ") });
    return { ...assessment, database: event.database === true };
  };
}

async function decideAgain(
  ports: AssessPorts,
  input: WorkflowInput,
  store: StoreHealth,
): Promise<Decision> {
  const state = await readDetectState(ports, ports.region);
  const lagMs = await readLag(ports, input.from);
  const alarm: Signal[] = input.by === "alarm" ? [{ vantage: "alarm", health: "bad" }] : [];
  return decideNow(ports, store.control, state, lagMs, alarm);
}
