import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsError } from "../engine/aws-error";
import { ConnectionLost } from "./connection-lost";
import { type Dispatcher, exchange, refuse } from "./exchange";
import { signatureScope } from "./signature-scope";
import type { WireRequest, WireResponse } from "./wire-message";

/** How the emulated cloud is put on a port. */
export interface ServeOptions {
  /** @default 0, which lets the system choose a free one */
  readonly port?: number;
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** The principal an access key belongs to; undefined means an operator at a terminal. */
  readonly principalOf?: (accessKeyId: string) => string | undefined;
  /** Told about faults of the emulator itself; the client only sees an InternalFailure. */
  readonly onFault?: (error: unknown) => void;
}

/** A running attachment. */
export interface Attachment {
  readonly port: number;
  /** What clients set as AWS_ENDPOINT_URL. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves every service of every region on one port to unmodified SDK clients: region, service and
 * caller are read from each request's signature, which is not verified.
 */
export async function serve(cloud: Dispatcher, options: ServeOptions = {}): Promise<Attachment> {
  const { port = 0, host = "127.0.0.1" } = options;
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    const requestId = `local-${++requests}`;
    void respond(cloud, options, incoming, requestId)
      .catch((error: unknown) => {
        if (error instanceof ConnectionLost) return undefined;
        (options.onFault ?? reportFault)(error);
        const message = "the local cloud itself failed; see its own output";
        return refuse(new AwsError("InternalFailure", message, 500), requestId);
      })
      .then((response) => write(outgoing, response));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return { port: bound, url: `http://${host}:${bound}`, close: () => closeServer(server) };
}

async function respond(
  cloud: Dispatcher,
  options: ServeOptions,
  incoming: IncomingMessage,
  requestId: string,
): Promise<WireResponse> {
  const request = await readRequest(incoming);
  const scope = signatureScope(request);
  if (!scope) {
    const message = "the request is not signed, so region and service are unknown";
    return refuse(new AwsError("MissingAuthenticationTokenException", message, 403), requestId);
  }
  const principal = options.principalOf?.(scope.accessKeyId);
  return exchange(cloud, request, {
    caller: { region: scope.region, ...(principal !== undefined && { principal }) },
    service: scope.service,
    requestId,
    origin: `http://${request.host}`,
  });
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
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

function write(outgoing: ServerResponse, response: WireResponse | undefined): void {
  if (!response) {
    outgoing.destroy();
    return;
  }
  const length = response.headers["content-length"] ?? String(response.body.length);
  outgoing.writeHead(response.status, { ...response.headers, "content-length": length });
  outgoing.end(response.body);
}

function reportFault(error: unknown): void {
  process.stderr.write(`local cloud fault: ${error instanceof Error ? error.stack : error}\n`);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
