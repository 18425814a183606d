import type { Deployment } from "../cloud/deployment";
import { fastNowMs } from "../cloud/fast-clock";

/** The clock of the local cloud, read from a process whose own clock runs normally. */
export class DrillClock {
  constructor(
    private readonly clock: Pick<Deployment, "clockSpeed" | "clockStartMs">,
    private readonly signal: AbortSignal,
  ) {}

  nowMs(): number {
    return fastNowMs(this.clock);
  }

  /** Sleeps on the drill's clock; rejects at once when the drill is stopped. */
  sleep(ms: number): Promise<void> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(
        () => {
          signal.removeEventListener("abort", stop);
          resolve();
        },
        Math.max(1, ms / this.clock.clockSpeed),
      );
      signal.addEventListener("abort", stop, { once: true });
    });
  }

  /** Looks again and again until something is there; rejects with what was missed when it is not. */
  async until<T>(
    look: () => T | undefined | Promise<T | undefined>,
    { withinMs, everyMs = 500, what }: { withinMs: number; everyMs?: number; what: string },
  ): Promise<T> {
    const untilMs = this.nowMs() + withinMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (this.nowMs() > untilMs) {
        throw new Error(`${what}: not within ${Math.round(withinMs / 1000)} s`);
      }
      await this.sleep(everyMs);
    }
  }
}
