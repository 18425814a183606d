import { type Authority, authorityFrom, readAuthorityInput } from "./core/control-item";
import { type ApiRequest, type ApiResponse, problemResponse, respond } from "./core/http-api";
import type { BasePorts } from "./core/ports";
import { errorName } from "./core/retry";
import { type ControlPorts, readItem } from "./store/control";
import { withDeadline } from "./store/deadline";

export interface LatchPorts extends BasePorts, ControlPorts {
  readonly primaryRegion: string;
}

const CACHE_MS = 1_000;
/** Two reads in a row must fit into the two seconds that Route 53 waits. */
const READ_MS = 800;
/** How long the last answer stands in when the table cannot be read in any way. */
const MEMORY_MS = 300_000;

interface Known {
  readonly authority: Authority;
  readonly wallMs: number;
}

/**
 * GET /dr/latched: 200 when this region has taken over from the primary, 404 otherwise.
 * Cross-region: Route 53 asks the standby and inverts the answer, so that the primary turns red when the
 * latch is set and stays as it is when the standby cannot be reached. A recovered primary never gets the
 * traffic back by itself.
 */
export function latch(ports: LatchPorts) {
  let known: Known | undefined;

  return async (_request: ApiRequest): Promise<ApiResponse> => {
    if (!known || ports.clock.nowMs() - known.wallMs >= CACHE_MS) {
      const authority = await readAuthority(ports);
      if (authority) known = { authority, wallMs: ports.clock.nowMs() };
    }
    const { region, primaryRegion } = ports;
    const remembered = known && ports.clock.nowMs() - known.wallMs < MEMORY_MS;
    const active = remembered ? known?.authority.active : undefined;
    if (active === region && region !== primaryRegion) return respond(200, { latched: true });
    return problemResponse(404, "not-found", "This region has not taken over.");
  };
}

/** Strongly, or else eventually consistent: without a quorum a replica still answers the latter. */
async function readAuthority(ports: LatchPorts): Promise<Authority | undefined> {
  const input = readAuthorityInput(ports.controlTable);
  const read = async (strong: boolean) =>
    authorityFrom(
      await withDeadline(
        ports.clock,
        READ_MS,
        readItem(ports, { ...input, ConsistentRead: strong }),
      ),
    );
  try {
    return await read(true);
  } catch (error) {
    ports.log.warn("strong read failed", { error: errorName(error) });
  }
  try {
    return await read(false);
  } catch (error) {
    ports.log.warn("latch could not be read", { error: errorName(error) });
    return undefined;
  }
}
