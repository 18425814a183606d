import type { Clock } from "../core/ports";

/** The clocks of the machine. The only place, with the adapters, that reads real time. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monoMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
