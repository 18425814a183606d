interface Phase {
  readonly retries: number;
  readonly delayMs: (index: number) => number;
}

const constant = (delayMs: number) => () => delayMs;

const exponential = (fromMs: number, toMs: number, retries: number) => (index: number) =>
  Math.round(fromMs * (toMs / fromMs) ** (index / (retries - 1)));

/** Endpoints that AWS runs are tried for 23 days. */
const managed: readonly Phase[] = [
  { retries: 3, delayMs: constant(0) },
  { retries: 2, delayMs: constant(1000) },
  { retries: 10, delayMs: exponential(1000, 20_000, 10) },
  { retries: 100_000, delayMs: constant(20_000) },
];

/** Everybody else's are tried for six hours. */
const foreign: readonly Phase[] = [
  { retries: 2, delayMs: constant(10_000) },
  { retries: 10, delayMs: exponential(10_000, 600_000, 10) },
  { retries: 38, delayMs: constant(600_000) },
];

/** How long to wait before this retry (the first one is 0); undefined when it is time to give up. */
export function retryDelayMs(isManaged: boolean, retry: number): number | undefined {
  let index = retry;
  for (const { retries, delayMs } of isManaged ? managed : foreign) {
    if (index < retries) return delayMs(index);
    index -= retries;
  }
  return undefined;
}
