import { loadavg } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** How busy the machine was that played everything. */
export interface MachinePressure {
  /** How late the drill's own timers were, in 99 of 100 cases at most. */
  readonly lateMsP99: number;
  /** Processes that wanted a processor, over the last minute of the night. */
  readonly loadAverage: number;
}

const LOOK_EVERY_MS = 50;

/** A machine that is too busy makes everything look slow: then a drill measures the machine. */
export function watchMachine(): { stop(): MachinePressure } {
  const delays = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
  delays.enable();
  return {
    stop() {
      delays.disable();
      const lateMs = Math.max(0, delays.percentile(99) / 1e6 - LOOK_EVERY_MS);
      const [load = 0] = loadavg();
      return { lateMsP99: Math.round(lateMs), loadAverage: Math.round(load * 10) / 10 };
    },
  };
}
