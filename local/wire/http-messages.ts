import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError } from "../engine/aws-error";
import { ConnectionLost } from "./connection-lost";
import { refuse } from "./exchange";
import type { WireRequest, WireResponse } from "./wire-message";

/** Reads a request from a socket to its end. */
export async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const [path = "/", query = ""] = (incoming.url ?? "/").split(/\?(.*)/s);
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(",") : (value ?? ""),
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

/** Writes an answer; without one the client sees its connection break. */
export function writeResponse(outgoing: ServerResponse, response: WireResponse | undefined): void {
  if (!response) {
    outgoing.destroy();
    return;
  }
  const length = response.headers["content-length"] ?? String(response.body.length);
  outgoing.writeHead(response.status, { ...response.headers, "content-length": length });
  outgoing.end(response.body);
}

/** The answer to a request that carries no signature: nobody can tell what it is for. */
export function unsigned(request: WireRequest, requestId: string): WireResponse {
  const message = "the request is not signed, so region and service are unknown";
  const error = new AwsError("MissingAuthenticationTokenException", message, 403);
  return refuse(error, request, requestId);
}

/** What a client sees of a fault of the emulator, which its keeper is told in full. */
export function afterFault(
  error: unknown,
  request: WireRequest,
  requestId: string,
  onFault: (error: unknown) => void = reportFault,
): WireResponse | undefined {
  if (error instanceof ConnectionLost) return undefined;
  onFault(error);
  const message = "the local cloud itself failed; see its own output";
  return refuse(new AwsError("InternalFailure", message, 500), request, requestId);
}

function reportFault(error: unknown): void {
  process.stderr.write(`local cloud fault: ${error instanceof Error ? error.stack : error}\n`);
}
