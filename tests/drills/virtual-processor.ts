import type { HttpRequest, HttpResponse } from "../../functions/core/ports";

/** The card processor's books, and whether it serves anybody. */
export class VirtualProcessor {
  readonly charges = new Map<string, number>();
  /** Bearer tokens that it was shown. */
  readonly tokens = new Set<string>();
  isUp = true;

  answer({ method, url, headers = {} }: HttpRequest): HttpResponse {
    if (!this.isUp) throw Object.assign(new Error("no answer"), { name: "Timeout" });
    this.tokens.add(headers.Authorization ?? "");
    if (method === "GET") return respond(404, {});
    const key = headers["Idempotency-Key"] ?? url;
    if (!this.charges.has(key)) this.charges.set(key, 1);
    return respond(200, { result: "approved", reference: `ref-${key.length}` });
  }
}

function respond(status: number, body: object): HttpResponse {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}
