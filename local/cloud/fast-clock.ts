import type { Deployment } from "./deployment";

type FastClock = Pick<Deployment, "clockSpeed" | "clockStartMs">;

/** The time that every process of the local cloud has, for one whose own clock runs normally. */
export function fastNowMs({ clockSpeed, clockStartMs }: FastClock, realMs = Date.now()): number {
  return clockStartMs + (realMs - clockStartMs) * clockSpeed;
}

/** Work takes as long as ever: nothing gets less real time than this, or than it asked for. */
const LEAST_DELAY_MS = 500;

/** The real length of a delay. Deadlines of single calls are not shortened into false alarms. */
function fastDelayMs(ms: number, speed: number): number {
  return Math.max(ms / speed, Math.min(ms, LEAST_DELAY_MS));
}

/**
 * A machine whose clock runs faster: a scaled drill lives through the same seconds in less time. Every
 * process and every sandbox of the local cloud counts from the same moment at the same speed, however
 * late it starts, so they agree on what time it is.
 */
export function useFastClock(clock: FastClock): void {
  const { clockSpeed: speed } = clock;
  if (speed === 1) return;
  const { now } = Date;
  const { setTimeout: later, setInterval: every, performance, AbortSignal } = globalThis;
  const monoMs = performance.now.bind(performance);
  const deadline = AbortSignal.timeout.bind(AbortSignal);
  Date.now = () => fastNowMs(clock, now.call(Date));
  performance.now = () => monoMs() * speed;
  const shorter = (ms = 0) => fastDelayMs(ms, speed);
  AbortSignal.timeout = (ms) => deadline(Math.ceil(shorter(ms)));
  Object.assign(globalThis, {
    setTimeout: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
      later(run, shorter(ms), ...args),
    setInterval: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
      every(run, shorter(ms), ...args),
  });
}
