import { startsWorkflow } from "./core/failover-decision";
import type { BasePorts, Remote } from "./core/ports";
import { type RegionAlarm, regionAlarmFrom } from "./core/region-alarm";
import type { FailoverPolicy } from "./core/settings";
import { type ControlPorts, readControl } from "./store/control";
import { decideNow, readDetectState } from "./store/detection";
import { startWorkflow, type WorkflowStart, type WorkflowStartPorts } from "./store/workflow-start";

export interface OrchestratePorts extends BasePorts, ControlPorts, WorkflowStartPorts {
  readonly sfn: Remote;
  readonly peerRegion: string;
  readonly policy: FailoverPolicy;
}

/** What SNS delivers. */
export interface AlarmEvent {
  readonly Records: readonly { readonly Sns: { readonly Message: string } }[];
}

export interface OrchestrateReport {
  readonly action: "ignored" | "none" | "proposed" | WorkflowStart["state"];
  readonly why: string;
}

/** An alarm may be earlier than the detector: its word is weighed against the next ticks for so long. */
const WATCH_MS = 45_000;

/**
 * The alarm's way to a failover: alarm, topic, this function. Cross-region: one alarm never suffices. It
 * counts as one more vantage point, and everything else is decided by the rules of the detector.
 */
export function orchestrate(ports: OrchestratePorts) {
  return async (event: AlarmEvent): Promise<OrchestrateReport> => {
    const regions = [ports.region, ports.peerRegion] as const;
    const alarm = event.Records.map(({ Sns }) => regionAlarmFrom(Sns.Message, regions)).find(
      (read) => read?.about === ports.peerRegion,
    );
    if (!alarm) return { action: "ignored", why: "no alarm about the other region" };
    const untilMs = ports.clock.monoMs() + WATCH_MS;
    for (;;) {
      const report = await weigh(ports, alarm);
      const over = ports.clock.monoMs() + ports.policy.tickSeconds * 1000 > untilMs;
      if (report.action !== "none" || over) {
        ports.log.warn("alarm weighed", { alarm: alarm.name, ...report });
        return report;
      }
      await ports.clock.sleep(ports.policy.tickSeconds * 1000);
    }
  };
}

async function weigh(ports: OrchestratePorts, alarm: RegionAlarm): Promise<OrchestrateReport> {
  const control = await readControl(ports);
  if (control?.active === ports.region) return { action: "ignored", why: "this region is active" };
  const state = await readDetectState(ports, ports.region);
  // The lag is measured by the workflow's first step; until then a lossy move needs people.
  const consistency = ports.policy.lagBoundSeconds === undefined ? "strong" : "eventual";
  const extra = [{ vantage: "alarm", health: "bad" }] as const;
  const decision = await decideNow({ ...ports, consistency }, control, state, undefined, extra);
  if (decision.action === "none" || !control) return { action: "none", why: decision.why };
  if (!startsWorkflow(decision)) return { action: "proposed", why: decision.why };
  const why = `${alarm.name}: ${decision.why}`;
  const { state: action } = await startWorkflow(ports, {
    kind: "failover",
    to: ports.region,
    from: control.active,
    epoch: control.epoch,
    graceful: false,
    by: "alarm",
    why,
    drill: decision.drill,
  });
  return { action, why };
}
