/**
 * A machine whose clock runs faster: a scaled drill lives through the same seconds in less time. Every
 * process and every sandbox of the local cloud uses the same speed, so they agree on what a second is.
 */
export function useFastClock(speed: number): void {
  if (speed === 1) return;
  const { now } = Date;
  const { setTimeout: later, setInterval: every, performance } = globalThis;
  const beganMs = now.call(Date);
  const monoMs = performance.now.bind(performance);
  Date.now = () => beganMs + (now.call(Date) - beganMs) * speed;
  performance.now = () => monoMs() * speed;
  const shorter = (ms: number | undefined) => (ms ?? 0) / speed;
  Object.assign(globalThis, {
    setTimeout: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
      later(run, shorter(ms), ...args),
    setInterval: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
      every(run, shorter(ms), ...args),
  });
}
