import type { LiveResult } from "./load-settings";

/** No failure for so long: clients are served, not just lucky. */
export const CALM_MS = 10_000;

/** The story goes on after half of it; what happens then is measured all the same. */
const LIVE_CALM_MS = 5_000;

/** The clients as the drill sees them while the night lasts; what counts is their log on disk. */
export class LiveClients {
  private readonly results: LiveResult[] = [];

  add(results: readonly LiveResult[]): void {
    this.results.push(...results);
  }

  get count(): number {
    return this.results.length;
  }

  get acknowledged(): number {
    return this.results.filter(({ kind, ok }) => kind === "payment" && ok).length;
  }

  /** Whether clients with the shared name get through to a region and nobody fails any more. */
  areServedBy(region: string, sinceMs: number, nowMs: number): boolean {
    const byName = this.results.filter(({ via, beganMs }) => via === "name" && beganMs >= sinceMs);
    const first = byName.find((one) => one.ok && one.region === region);
    if (!first || nowMs - first.endedMs < LIVE_CALM_MS) return false;
    const calm = byName.filter(({ beganMs }) => beganMs >= nowMs - LIVE_CALM_MS);
    return calm.some(({ ok }) => ok) && calm.every((one) => one.ok && one.region === region);
  }

  /** Failures of clients with the shared name since a moment. */
  failuresSince(sinceMs: number): number {
    return this.results.filter(
      ({ via, ok, endedMs }) => via === "name" && !ok && endedMs >= sinceMs,
    ).length;
  }
}
