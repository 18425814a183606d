import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as send,
} from "node:http";
import { exchange, notSpoken, refuse } from "../wire/exchange";
import { afterFault, readRequest, unsigned, writeResponse } from "../wire/http-messages";
import { type SignatureScope, signatureScope } from "../wire/signature-scope";
import type { WireRequest, WireResponse } from "../wire/wire-message";
import { tokenService } from "./caller-identity";
import type { Guarded } from "./permissions";

export interface AwsFrontWorld {
  readonly region: string;
  readonly cloud: Guarded;
  /** Services of this region that this process plays itself. */
  readonly own: ReadonlySet<string>;
  /** The port of the process that plays a service for a region; undefined when nobody does. */
  readonly portOf: (service: string, region: string) => number | undefined;
  readonly reachable: (region: string) => boolean;
  readonly principalOf: (accessKeyId: string) => string | undefined;
}

/** Answered by every region's endpoint itself: it knows whose key is whose. */
const STS = "sts";

/**
 * The region's AWS endpoint. Its own services answer here; what belongs to another process or another
 * region is passed on as it is, if the network lets it; what nobody plays is refused by name.
 */
export function openAwsFront(world: AwsFrontWorld): Server {
  let requests = 0;
  return createServer((incoming, outgoing) => {
    const requestId = `local-${++requests}`;
    void answer(world, incoming, outgoing, requestId).catch(() => incoming.socket.destroy());
  });
}

async function answer(
  world: AwsFrontWorld,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  requestId: string,
): Promise<void> {
  const request = await readRequest(incoming);
  const scope = signatureScope(request);
  if (!scope) return writeResponse(outgoing, unsigned(request, requestId));
  const { region, service } = scope;
  if (!world.reachable(region)) {
    incoming.socket.destroy();
    return;
  }
  if (region === world.region && (service === STS || world.own.has(service))) {
    return writeResponse(outgoing, await playedHere(world, scope, request, requestId));
  }
  const port = world.portOf(service, region);
  // This very endpoint is where a region's services are looked for last.
  if (port === undefined || port === incoming.socket.localPort) {
    return writeResponse(outgoing, refuse(notSpoken(service, request), request, requestId));
  }
  forward(request, incoming, outgoing, port);
}

async function playedHere(
  { cloud, principalOf }: AwsFrontWorld,
  { region, service, accessKeyId }: SignatureScope,
  request: WireRequest,
  requestId: string,
): Promise<WireResponse | undefined> {
  const principal = principalOf(accessKeyId);
  try {
    const played = service === STS ? tokenService(accessKeyId, principal) : cloud;
    return await exchange(played, request, {
      caller: { region, ...(principal ? { principal } : {}) },
      service,
      requestId,
      origin: `http://${request.host}`,
    });
  } catch (error) {
    return afterFault(error, request, requestId);
  }
}

function forward(
  request: WireRequest,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  port: number,
): void {
  const { method, url: path, headers } = incoming;
  const onward = send({ host: "127.0.0.1", port, method, path, headers }, (answered) => {
    outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(outgoing);
  });
  onward.on("error", () => incoming.socket.destroy());
  onward.end(request.body);
}
