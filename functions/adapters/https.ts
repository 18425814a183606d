import * as plain from "node:http";
import * as secure from "node:https";
import type { Http, HttpRequest, HttpResponse } from "../core/ports";

/** What became of a request without a response; the names are the port's contract. */
class HttpError extends Error {
  constructor(
    override readonly name: "Timeout" | "Refused" | "Broken",
    cause?: unknown,
  ) {
    super(name, { cause });
  }
}

/** Answers that we read are small; a longer one is cut off before it fills the memory. */
const BODY_BYTES_MAX = 1_048_576;

type Open = (url: URL, options: plain.RequestOptions) => plain.ClientRequest;

interface Route {
  readonly open: Open;
  readonly agent: plain.Agent;
  /** The event after which something may have been sent. */
  readonly established: "connect" | "secureConnect";
}

/** Requests over kept connections. `http:` is for the local cloud; declared URLs are `https:`. */
export function https(tls: secure.AgentOptions = {}): Http {
  const routes: Readonly<Record<string, Route>> = {
    "http:": {
      open: plain.request,
      agent: new plain.Agent({ keepAlive: true }),
      established: "connect",
    },
    "https:": {
      open: secure.request,
      agent: new secure.Agent({ keepAlive: true, ...tls }),
      established: "secureConnect",
    },
  };
  return {
    async request(request) {
      const url = new URL(request.url);
      const route = routes[url.protocol];
      if (!route) throw new Error(`cannot request a ${url.protocol} address`);
      // One deadline over everything, unlike a socket's, which every byte starts anew.
      const expiry = AbortSignal.timeout(Math.max(1, Math.ceil(request.timeoutMs)));
      return exchange(route, url, request, expiry);
    },
  };
}

/**
 * A kept connection that the other side has closed meanwhile fails with the first use. Reading again is
 * harmless, so only a read gets another connection; anything else may have been heard.
 */
async function exchange(
  route: Route,
  url: URL,
  request: HttpRequest,
  expiry: AbortSignal,
): Promise<HttpResponse> {
  for (;;) {
    const outgoing = send(route, url, request, expiry);
    try {
      return await outcome(outgoing, route);
    } catch (error) {
      if (expiry.aborted) throw new HttpError("Timeout", error);
      const stale = outgoing.reusedSocket && request.method === "GET";
      if (!stale || (error as HttpError).name !== "Broken") throw error;
    }
  }
}

function send(
  route: Route,
  url: URL,
  request: HttpRequest,
  signal: AbortSignal,
): plain.ClientRequest {
  const body = request.body === undefined ? undefined : Buffer.from(request.body, "utf8");
  const length = body ? { "content-length": String(body.length) } : {};
  const { method } = request;
  const headers = { ...request.headers, ...length };
  const outgoing = route.open(url, { method, agent: route.agent, headers, signal });
  outgoing.end(body);
  return outgoing;
}

function outcome(outgoing: plain.ClientRequest, route: Route): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    let established = false;
    outgoing.once("socket", (socket) => {
      if (outgoing.reusedSocket) established = true;
      else {
        socket.once(route.established, () => {
          established = true;
        });
      }
    });
    outgoing.on("error", (error) => {
      reject(new HttpError(established ? "Broken" : "Refused", error));
    });
    outgoing.once("response", (incoming) => {
      read(incoming).then(resolve, (error: unknown) => {
        outgoing.destroy();
        reject(new HttpError("Broken", error));
      });
    });
  });
}

async function read(incoming: plain.IncomingMessage): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES_MAX) throw new Error("the answer is too long");
    chunks.push(chunk as Buffer);
  }
  const headers = Object.entries(incoming.headers).map(([name, value]) => {
    return [name, Array.isArray(value) ? value.join(", ") : (value ?? "")];
  });
  return {
    status: incoming.statusCode ?? 0,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}
