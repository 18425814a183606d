import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { DeclaredApi } from "../../topology/apis";
import { Gateway, type GatewayRequest, type GatewayWorld } from "./gateway";
import type { GatewayAnswer } from "./gateway-response";

/** Ten megabytes is API Gateway's limit. */
const BODY_BYTES_MAX = 10 * 1024 * 1024;

export interface FrontDoorWorld extends Pick<GatewayWorld, "invoke"> {
  /** The region's answer to anything while it is cut off from the internet. */
  readonly reachable: () => boolean;
  readonly observe: (observation: Observation) => void;
}

export interface Observation {
  readonly method: string;
  readonly resource: string;
  readonly status: number;
  readonly latencyMs: number;
}

/** The declared REST API on a loopback port. */
export function openFrontDoor(api: DeclaredApi, world: FrontDoorWorld): Server {
  const monoMs = () => performance.now();
  const gateway = new Gateway(api, { invoke: world.invoke, monoMs });
  return createServer((incoming, outgoing) => {
    if (!world.reachable()) {
      incoming.socket.destroy();
      return;
    }
    const startedMs = monoMs();
    void requestFrom(incoming)
      .then((request) => gateway.answer(request))
      .then(({ resource, answer }) => {
        if (!world.reachable()) {
          incoming.socket.destroy();
          return;
        }
        write(outgoing, answer);
        const latencyMs = monoMs() - startedMs;
        const { status } = answer;
        world.observe({ method: incoming.method ?? "", resource, status, latencyMs });
      })
      // The client has gone away in the middle of its request.
      .catch(() => incoming.socket.destroy());
  });
}

async function requestFrom(incoming: IncomingMessage): Promise<GatewayRequest> {
  return {
    method: incoming.method ?? "GET",
    url: incoming.url ?? "/",
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(",")]),
    ),
    body: await readBody(incoming),
  };
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function write(outgoing: ServerResponse, answer: GatewayAnswer): void {
  outgoing.writeHead(answer.status, {
    ...answer.headers,
    "content-length": String(Buffer.byteLength(answer.body)),
  });
  outgoing.end(answer.body);
}
