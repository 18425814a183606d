import { createServer, type IncomingMessage, type Server, request as send } from "node:http";
import { exchange } from "../wire/exchange";
import { signatureScope } from "../wire/signature-scope";
import type { WireRequest } from "../wire/wire-message";
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

/**
 * The region's AWS endpoint. Its own services answer here; what belongs to another process or another
 * region is passed on as it is, if the network lets it.
 */
export function openAwsFront(world: AwsFrontWorld): Server {
  let requests = 0;
  return createServer((incoming, outgoing) => {
    void (async () => {
      const request = await read(incoming);
      const scope = signatureScope(request);
      if (!scope) {
        outgoing.writeHead(403).end("the request is not signed, so region and service are unknown");
        return;
      }
      const here = scope.region === world.region && world.own.has(scope.service);
      if (!world.reachable(scope.region)) {
        incoming.socket.destroy();
        return;
      }
      if (!here) {
        const port = world.portOf(scope.service, scope.region);
        if (port === undefined) {
          outgoing.writeHead(501).end(`nobody plays ${scope.service} for ${scope.region} here`);
        } else forward(request, incoming, outgoing, port);
        return;
      }
      const principal = world.principalOf(scope.accessKeyId);
      const response = await exchange(world.cloud, request, {
        caller: { region: scope.region, ...(principal ? { principal } : {}) },
        service: scope.service,
        requestId: `local-${++requests}`,
        origin: `http://${request.host}`,
      });
      outgoing.writeHead(response.status, {
        ...response.headers,
        "content-length": response.headers["content-length"] ?? String(response.body.length),
      });
      outgoing.end(response.body);
    })().catch(() => incoming.socket.destroy());
  });
}

function forward(
  request: WireRequest,
  incoming: IncomingMessage,
  outgoing: import("node:http").ServerResponse,
  port: number,
): void {
  const onward = send(
    {
      host: "127.0.0.1",
      port,
      method: request.method,
      path: incoming.url,
      headers: incoming.headers,
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  onward.on("error", () => incoming.socket.destroy());
  onward.end(request.body);
}

async function read(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const [path = "/", query = ""] = (incoming.url ?? "/").split(/\?(.*)/s);
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
    name,
    [value].flat().join(","),
  ]);
  return {
    method: incoming.method ?? "GET",
    host: incoming.headers.host ?? "",
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}
