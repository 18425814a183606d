import { request } from "node:http";

export interface Order {
  readonly port: number;
  readonly host: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  readonly timeoutMs: number;
}

/** Status 0 and a reason where nobody answered. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly replayed: boolean;
  readonly error?: string;
}

/**
 * One request over a connection of its own. Cross-region: a kept connection would stay with the old region
 * after DNS has moved, so clients that want to survive a failover do not keep theirs.
 */
export function sendOnce(order: Order): Promise<Reply> {
  const { port, host, method, path, body, timeoutMs } = order;
  return new Promise((resolve) => {
    const fail = (error: string) => {
      clearTimeout(timer);
      resolve({ status: 0, body: "", replayed: false, error });
    };
    const headers = {
      host,
      connection: "close",
      ...(body === undefined
        ? {}
        : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
    };
    const outgoing = request(
      { host: "127.0.0.1", port, method, path, headers, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", (error) => fail(error.message));
        incoming.on("end", () => {
          clearTimeout(timer);
          resolve({
            status: incoming.statusCode ?? 0,
            body: Buffer.concat(chunks).toString("utf8"),
            replayed: incoming.headers["idempotent-replayed"] === "true",
          });
        });
      },
    );
    const timer = setTimeout(() => {
      fail("no answer in time");
      outgoing.destroy();
    }, timeoutMs);
    outgoing.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    outgoing.end(body);
  });
}
