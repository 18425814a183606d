import type { ControlRecord } from "./core/control-record";
import { afterBlindTick, type DetectState } from "./core/detect-state";
import { startsWorkflow } from "./core/failover-decision";
import type { BasePorts } from "./core/ports";
import { errorName } from "./core/retry";
import {
  decideNow,
  isWorthSaving,
  type ObservationPorts,
  observe,
  readDetectState,
  readLag,
  saveDetectState,
} from "./store/detection";
import { probeStore, type StoreHealth } from "./store/store-health";
import { resumeAbandoned, settleAbandoned, writeHeartbeat } from "./store/takeover-care";
import { startWorkflow, type WorkflowStart, type WorkflowStartPorts } from "./store/workflow-start";

export interface DetectPorts extends BasePorts, ObservationPorts, WorkflowStartPorts {}

export interface DetectReport {
  readonly ticks: number;
  /** Ticks that failed altogether; they count neither as good nor as bad. */
  readonly failed: number;
}

/** No tick begins later than this in an invocation, so that the last one ends within the deadline. */
const LAST_TICK_MS = 55_000;

/** What one invocation remembers; everything that must outlive it is in the control table. */
interface Watch {
  state: DetectState | undefined;
  /** When the control item could last not be read. */
  blindMs: number | undefined;
  saved: boolean;
  started: WorkflowStart | undefined;
  caredFor: boolean;
}

/**
 * Runs once a minute and ticks every few seconds. Where this region is active it gives a heartbeat and
 * finishes what a dead workflow left behind; where it is not, it observes the active one and decides.
 */
export function detect(ports: DetectPorts) {
  const tickMs = ports.policy.tickSeconds * 1000;

  return async (_event: object): Promise<DetectReport> => {
    const beganMs = ports.clock.monoMs();
    const watch: Watch = {
      state: undefined,
      blindMs: undefined,
      saved: true,
      started: undefined,
      caredFor: false,
    };
    let ticks = 0;
    let failed = 0;
    for (;;) {
      const tickBeganMs = ports.clock.monoMs();
      ticks += 1;
      try {
        await tick(ports, watch);
      } catch (error) {
        failed += 1;
        ports.log.warn("tick failed", { error: errorName(error) });
      }
      const restMs = Math.max(0, tickBeganMs + tickMs - ports.clock.monoMs());
      if (ports.clock.monoMs() + restMs - beganMs > LAST_TICK_MS) break;
      await ports.clock.sleep(restMs);
    }
    await save(ports, watch);
    if (failed > 0) ports.metrics.count("DetectTickFailed", failed);
    return { ticks, failed };
  };
}

/** The end of an invocation; a failure here must not have the whole minute repeated. */
async function save(ports: DetectPorts, watch: Watch): Promise<void> {
  const state = withBlindness(watch, watch.state);
  if (!state || (watch.saved && state === watch.state)) return;
  try {
    await saveDetectState(ports, ports.region, state);
  } catch (error) {
    ports.metrics.count("DetectStateLost");
    ports.log.warn("ticks were not saved", { error: errorName(error) });
  }
}

/** The state with the tick that saw nothing, if there was one since. */
function withBlindness<State extends DetectState | undefined>(watch: Watch, state: State): State {
  return (
    state && watch.blindMs !== undefined ? afterBlindTick(state, watch.blindMs) : state
  ) as State;
}

async function tick(ports: DetectPorts, watch: Watch): Promise<void> {
  const store = await probeStore(ports);
  const { control } = store;
  if (!control) {
    // A standby that cannot read its own store must not look healthy in between.
    watch.blindMs = ports.clock.nowMs();
    throw new Error("the control item could not be read");
  }
  if (await settleAbandoned(ports, control)) ports.metrics.count("TakeoverSettled");
  if (control.active === ports.region) await beActive(ports, watch, store, control);
  else await standBy(ports, watch, store, control);
}

async function beActive(
  ports: DetectPorts,
  watch: Watch,
  store: StoreHealth,
  control: ControlRecord,
): Promise<void> {
  if (store.health === "good") await writeHeartbeat(ports);
  if (watch.caredFor) return;
  watch.caredFor = true;
  if (await resumeAbandoned(ports, control)) ports.metrics.count("TakeoverResumed");
}

async function standBy(
  ports: DetectPorts,
  watch: Watch,
  store: StoreHealth,
  control: ControlRecord,
): Promise<void> {
  const known = watch.state ?? (await readDetectState(ports, ports.region));
  const before = withBlindness(watch, known);
  watch.blindMs = undefined;
  const state = await observe(ports, before, control.active, store.health);
  watch.state = state;
  watch.saved = false;
  if (isWorthSaving(state)) {
    await saveDetectState(ports, ports.region, state);
    watch.saved = true;
  }
  const lagMs = await readLag(ports, control.active);
  const decision = await decideNow(ports, control, state, lagMs);
  if (decision.action === "none" || watch.started) return;
  ports.metrics.count(decision.action === "failover" ? "FailoverDecided" : "FailoverProposed");
  ports.log.warn("the active region is lost", { why: decision.why, action: decision.action });
  if (!startsWorkflow(decision)) return;
  const { active: from, epoch } = control;
  const { why, drill } = decision;
  const order = { kind: "failover", to: ports.region, from, epoch, graceful: false } as const;
  const start = await startWorkflow(ports, { ...order, by: "detect", why, drill });
  if (start.state !== "waiting") watch.started = start;
  ports.log.warn("failover workflow", { name: start.name, state: start.state });
}
