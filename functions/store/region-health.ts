import type { Clock, Http } from "../core/ports";
import type { HealthUrls } from "../core/settings";
import { type Health, healthOfFailure, healthOfReply } from "../core/vantage";

/** What asking a region's public health endpoint needs. */
export interface RegionHealthPorts {
  readonly clock: Clock;
  readonly http: Http;
  readonly healthUrls: HealthUrls;
}

/** What a region answered, for the decision and for the evidence. */
export interface RegionHealth {
  readonly health: Health;
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  readonly ms: number;
}

/** Route 53's own checkers allow two seconds; a vantage point is not more patient than they are. */
const REGION_DEADLINE_MS = 2_000;

/** Asks a region's health endpoint under the region's own name, the way a client would reach it. */
export async function probeRegion(ports: RegionHealthPorts, region: string): Promise<RegionHealth> {
  const base = ports.healthUrls[region];
  if (base === undefined) throw new Error(`no health URL is configured for ${region}`);
  const startedMs = ports.clock.monoMs();
  const elapsed = () => Math.round(ports.clock.monoMs() - startedMs);
  try {
    const { status, body } = await ports.http.request({
      method: "GET",
      url: `${base}/health`,
      timeoutMs: REGION_DEADLINE_MS,
    });
    return { health: healthOfReply(status, body), status, ms: elapsed() };
  } catch (error) {
    return { health: healthOfFailure(error), ms: elapsed() };
  }
}
