import { request } from "node:http";

interface ApiCall {
  readonly port: number;
  /** The name the client believes it talks to. */
  readonly host: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  readonly authorization?: string;
  readonly timeoutMs: number;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

/** One HTTP request on a connection of its own: a kept one would stay with the region that died. */
export function callApi({
  port,
  host,
  method,
  path,
  body,
  authorization,
  timeoutMs,
}: ApiCall): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path,
        agent: false,
        headers: {
          host,
          ...(authorization === undefined ? {} : { authorization }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
      },
      (incoming) => {
        let text = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (chunk: string) => {
          text += chunk;
        });
        incoming.on("error", fail);
        incoming.on("end", () => {
          clearTimeout(late);
          resolve({ status: incoming.statusCode ?? 0, body: text });
        });
      },
    );
    const fail = (error: Error) => {
      clearTimeout(late);
      reject(error);
    };
    const late = setTimeout(
      () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}
