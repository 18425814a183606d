import { setTimeout as pause } from "node:timers/promises";

/** Questions that are asked again and again: never twice at a time, and a failure is no end. */
export class Rounds {
  private readonly ended = new AbortController();

  every(ms: number, ask: () => Promise<void>): void {
    void this.run(ms, ask);
  }

  stop(): void {
    this.ended.abort();
  }

  private async run(ms: number, ask: () => Promise<void>): Promise<void> {
    const { signal } = this.ended;
    while (!signal.aborted) {
      // A region that does not answer is asked again; the next answer replaces what was known.
      await ask().catch(() => undefined);
      await pause(ms, undefined, { signal }).catch(() => undefined);
    }
  }
}
