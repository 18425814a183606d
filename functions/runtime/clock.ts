import type { Clock } from "../core/ports";

/** The clocks of the machine. The only place, with the adapters, that reads real time. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monoMs: () => performance.now(),
  sleep: (ms, unless) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      const stop = () => clearTimeout(timer);
      unless?.then(stop, stop);
    }),
};
