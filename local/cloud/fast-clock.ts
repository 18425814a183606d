import type { Deployment } from "./deployment";

type FastClock = Pick<Deployment, "clockSpeed" | "clockStartMs">;

/** The time that every process of the local cloud has, for one whose own clock runs normally. */
export function fastNowMs({ clockSpeed, clockStartMs }: FastClock, realMs = Date.now()): number {
  return clockStartMs + (realMs - clockStartMs) * clockSpeed;
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
  AbortSignal.timeout = (ms) => deadline(Math.ceil(ms / speed));
  const shorter = (ms: number | undefined) => (ms ?? 0) / speed;
  Object.assign(globalThis, {
    setTimeout: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
      later(run, shorter(ms), ...args),
    setInterval: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
      every(run, shorter(ms), ...args),
  });
}
