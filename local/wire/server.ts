import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Dispatcher, exchange } from "./exchange";
import { afterFault, readRequest, unsigned, writeResponse } from "./http-messages";
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
    void answer(cloud, options, incoming, requestId).then(
      (response) => writeResponse(outgoing, response),
      // The client has gone away in the middle of its request.
      () => outgoing.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return { port: bound, url: `http://${host}:${bound}`, close: () => closeServer(server) };
}

async function answer(
  cloud: Dispatcher,
  options: ServeOptions,
  incoming: IncomingMessage,
  requestId: string,
): Promise<WireResponse | undefined> {
  const request = await readRequest(incoming);
  try {
    return await respond(cloud, options, request, requestId);
  } catch (error) {
    return afterFault(error, request, requestId, options.onFault);
  }
}

async function respond(
  cloud: Dispatcher,
  options: ServeOptions,
  request: WireRequest,
  requestId: string,
): Promise<WireResponse> {
  const scope = signatureScope(request);
  if (!scope) return unsigned(request, requestId);
  const principal = options.principalOf?.(scope.accessKeyId);
  return exchange(cloud, request, {
    caller: { region: scope.region, ...(principal !== undefined && { principal }) },
    service: scope.service,
    requestId,
    origin: `http://${request.host}`,
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
