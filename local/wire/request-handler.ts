import { Readable } from "node:stream";
import type { Caller } from "../engine/service";
import { type Dispatcher, exchange } from "./exchange";
import { unsigned } from "./http-messages";
import { endpointScope, signatureScope } from "./signature-scope";
import type { WireRequest, WireResponse } from "./wire-message";

/** An SDK client's request as it reaches the handler, after serialisation and signing. */
export interface ClientRequest {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

/** What an SDK client reads its answer from. */
export interface ClientResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: unknown;
}

/** The part of the SDK's `requestHandler` that its clients call. */
export interface InProcessHandler {
  handle(request: ClientRequest): Promise<{ response: ClientResponse }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
  destroy(): void;
}

/** Who is calling, for clients whose signature does not say it. */
export interface HandlerOptions {
  /** Region of calls that are not signed, or signed for a service without regions. */
  readonly region?: string;
  readonly principal?: string;
}

/**
 * The emulated cloud as an SDK client's `requestHandler`: the same codecs as on the port, without
 * sockets. Faults of the emulator reject the call, so that a test fails with their stack.
 */
export function inProcessHandler(
  cloud: Dispatcher,
  options: HandlerOptions = {},
): InProcessHandler {
  let requests = 0;
  return {
    async handle(request) {
      const received = await readRequest(request);
      const requestId = `local-${++requests}`;
      const address = addressOf(received, options);
      const response = address
        ? await exchange(cloud, received, {
            ...address,
            requestId,
            origin: `${request.protocol}//${received.host}`,
          })
        : unsigned(received, requestId);
      return { response: asClientResponse(response) };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  };
}

function addressOf(
  request: WireRequest,
  options: HandlerOptions,
): { caller: Caller; service: string } | undefined {
  const scope = signatureScope(request) ?? endpointScope(request.host);
  const region = scope?.region ?? options.region;
  if (!scope || !region) return undefined;
  const { principal } = options;
  return {
    caller: { region, ...(principal !== undefined && { principal }) },
    service: scope.service,
  };
}

async function readRequest(request: ClientRequest): Promise<WireRequest> {
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ]);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value ?? ""]) query.append(name, one);
  }
  const host = request.port ? `${request.hostname}:${request.port}` : request.hostname;
  return {
    method: request.method,
    host,
    path: request.path,
    query,
    headers: Object.fromEntries(headers),
    body: await collect(request.body),
  };
}

async function collect(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body, "utf8");
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (typeof (body as AsyncIterable<unknown>)[Symbol.asyncIterator] !== "function") {
    throw new TypeError("the body of the request is neither text, bytes nor a stream");
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) {
    chunks.push(typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk);
  }
  return Buffer.concat(chunks);
}

function asClientResponse(response: WireResponse): ClientResponse {
  return {
    statusCode: response.status,
    headers: { "content-length": String(response.body.length), ...response.headers },
    // A stream, because S3's clients hand the body on to their caller unread.
    body: Readable.from(response.body.length > 0 ? [response.body] : []),
  };
}
