/** How far back the page draws. */
export const WINDOW_SECONDS = 300;
const LATENCY_SECONDS = 10;

interface Second {
  accepted: number;
  failed: number;
  readonly latenciesMs: number[];
}

/** What happened in each of the last seconds. */
export class SecondCounts {
  private readonly seconds = new Map<number, Second>();

  accepted(atMs: number, latencyMs: number): void {
    const second = this.second(atMs);
    second.accepted += 1;
    second.latenciesMs.push(latencyMs);
  }

  failed(atMs: number): void {
    this.second(atMs).failed += 1;
  }

  /** One number for each whole second of the window that ends now. */
  history(nowMs: number): SecondHistory {
    const last = Math.floor(nowMs / 1000) - 1;
    const first = last - WINDOW_SECONDS + 1;
    const seconds = Array.from({ length: WINDOW_SECONDS }, (_, index) =>
      this.seconds.get(first + index),
    );
    return {
      fromMs: first * 1000,
      accepted: seconds.map((second) => second?.accepted ?? 0),
      failed: seconds.map((second) => second?.failed ?? 0),
    };
  }

  /** Undefined when nothing was accepted lately. */
  latency(nowMs: number): { readonly p50: number; readonly p95: number } | undefined {
    const last = Math.floor(nowMs / 1000);
    const values: number[] = [];
    for (let key = last - LATENCY_SECONDS; key <= last; key++) {
      values.push(...(this.seconds.get(key)?.latenciesMs ?? []));
    }
    if (values.length === 0) return undefined;
    values.sort((a, b) => a - b);
    const at = (share: number) => Math.round(values[Math.ceil(share * values.length) - 1] ?? 0);
    return { p50: at(0.5), p95: at(0.95) };
  }

  private second(atMs: number): Second {
    const key = Math.floor(atMs / 1000);
    let second = this.seconds.get(key);
    if (!second) {
      second = { accepted: 0, failed: 0, latenciesMs: [] };
      this.seconds.set(key, second);
      for (const old of this.seconds.keys()) {
        if (old >= key - WINDOW_SECONDS - 1) break;
        this.seconds.delete(old);
      }
    }
    return second;
  }
}

/** Numbers per second, the oldest first. */
export interface SecondHistory {
  readonly fromMs: number;
  readonly accepted: readonly number[];
  readonly failed: readonly number[];
}
