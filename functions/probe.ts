import type { BasePorts } from "./core/ports";
import { probeRegion, type RegionHealth, type RegionHealthPorts } from "./store/region-health";

export interface ProbePorts extends BasePorts, RegionHealthPorts {}

/** Which region to look at. */
export interface ProbeEvent {
  readonly region: string;
}

/**
 * Looks at a region from a third one. Cross-region: the standby and the active region may be cut off
 * from each other while both work; only a view from elsewhere tells that from a loss.
 */
export function probe(ports: ProbePorts) {
  return async (event: ProbeEvent): Promise<RegionHealth> => probeRegion(ports, event.region);
}
