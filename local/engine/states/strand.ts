import type { RegionPower } from "./region-power";

/** One line of progress in an execution, which can be cut off with everything it has started. */
export class Strand {
  private reason: Error | undefined;
  private readonly listeners = new Set<(reason: Error) => void>();

  constructor(
    readonly power: RegionPower,
    private readonly parent?: Strand,
  ) {
    if (parent?.reason) this.reason = parent.reason;
    parent?.listeners.add(this.cancel);
  }

  /** Ends every wait of this strand and of those below it with the given error. */
  readonly cancel = (reason: Error): void => {
    if (this.reason) return;
    this.reason = reason;
    this.release();
    for (const listener of [...this.listeners]) listener(reason);
    this.listeners.clear();
  };

  /** Forgets a strand that has done its work. */
  release(): void {
    this.parent?.listeners.delete(this.cancel);
  }

  child(): Strand {
    return new Strand(this.power, this);
  }

  /** Waits for a promise, unless the strand is cut off first. */
  async until<T>(promise: Promise<T>): Promise<T> {
    if (this.reason) {
      promise.catch(() => undefined);
      throw this.reason;
    }
    return new Promise<T>((resolve, reject) => {
      this.listeners.add(reject);
      promise
        .then(resolve, reject)
        .finally(() => this.listeners.delete(reject))
        .catch(() => undefined);
    });
  }

  /** Goes on only while the region is up and the strand has not been cut off. */
  ready(): Promise<void> {
    return this.until(this.power.whenOn());
  }

  /** Waits on the timeline. */
  async sleepUntil(atMs: number): Promise<void> {
    let wake: () => void = () => undefined;
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const timer = this.power.at(atMs, wake);
    try {
      await this.until(woken);
    } finally {
      timer.cancel();
    }
  }

  /** Cuts the strand off at a moment; the returned function calls it off. */
  endAt(atMs: number, reason: () => Error): () => void {
    const timer = this.power.at(atMs, () => this.cancel(reason()));
    return () => timer.cancel();
  }
}
