import { type ApiRequest, type ApiResponse, respond } from "./core/http-api";
import type { BasePorts } from "./core/ports";
import type { Health } from "./core/vantage";
import { probeStore, type StoreHealthPorts } from "./store/store-health";

export interface HealthPorts extends BasePorts, StoreHealthPorts {}

/** Sixteen Route 53 checkers ask more than once a second; one probe a second is enough for all. */
const CACHE_MS = 1_000;

/** A probe's result and when it began, on both clocks: after a freeze one of them may stand still. */
interface Known {
  readonly health: Health;
  readonly monoMs: number;
  readonly wallMs: number;
}

/**
 * GET /health: whether this region can accept a payment now. It answers for the region alone: neither
 * the database, nor the topics, nor anything in another region has a say.
 */
export function health(ports: HealthPorts) {
  let known: Known | undefined;

  const isFresh = ({ monoMs, wallMs }: Known) =>
    Math.max(ports.clock.monoMs() - monoMs, ports.clock.nowMs() - wallMs) < CACHE_MS;

  return async (_request: ApiRequest): Promise<ApiResponse> => {
    let current = known && isFresh(known) ? known : undefined;
    if (!current) {
      const began = { monoMs: ports.clock.monoMs(), wallMs: ports.clock.nowMs() };
      const { health } = await probeStore(ports);
      ports.metrics.duration("HealthProbe", ports.clock.monoMs() - began.monoMs);
      current = { health, ...began };
      known = current;
    }
    if (current.health === "good") return respond(200, { status: "ok", region: ports.region });
    ports.metrics.count("HealthNotGood");
    return respond(503, { status: "unavailable", region: ports.region });
  };
}
