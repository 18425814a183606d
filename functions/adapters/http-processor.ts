import type { Clock, Http, HttpResponse } from "../core/ports";
import type { ChargeAnswer, ChargeOrder, LookupAnswer, Processor } from "../core/processor";
import { errorName } from "../core/retry";
import type { ProcessorSettings } from "../core/settings";
import type { Credential } from "./credential";

/** What the HTTP processor needs; without a credential it signs in with nothing. */
export interface HttpProcessorPorts {
  readonly http: Http;
  readonly clock: Pick<Clock, "monoMs">;
  readonly credential: Credential | undefined;
}

/** A rest of the deadline that is too short for any answer is not worth sending for. */
const LEAST_CALL_MS = 50;

/** The processor's way to say that a request it did not serve had no effect. */
const NO_EFFECT_HEADER = "x-charge-effect";

/** A request that certainly never reached the processor's books. */
class NotSent extends Error {
  override readonly name = "NotSent";
}

/**
 * The processor behind `docs/processor-api.md`. Everything it answers that is not understood is
 * "unknown": only an explicit statement counts as proof that no money moved. Bodies are never
 * logged.
 */
export function httpProcessor(settings: ProcessorSettings, ports: HttpProcessorPorts): Processor {
  const base = baseUrl(settings);

  async function ask(
    method: "GET" | "POST",
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<HttpResponse> {
    const deadlineMs = ports.clock.monoMs() + settings.timeoutMs;
    for (let renewed = false; ; renewed = true) {
      const secret = await secretOf(ports.credential);
      const timeoutMs = deadlineMs - ports.clock.monoMs();
      if (timeoutMs < LEAST_CALL_MS) throw new NotSent("no time left");
      const authorization: Record<string, string> =
        secret === undefined ? {} : { Authorization: `Bearer ${secret}` };
      const response = await ports.http.request({
        method,
        url: `${base}${path}`,
        headers: { Accept: "application/json", ...authorization, ...headers },
        ...(body === undefined ? {} : { body }),
        timeoutMs,
      });
      const wrongSecret = response.status === 401 && secret !== undefined && !renewed;
      if (!wrongSecret || !(await renewal(ports.credential, secret))) return response;
    }
  }

  return {
    async charge(order) {
      const headers = { "Content-Type": "application/json", "Idempotency-Key": order.key };
      try {
        return chargeAnswer(await ask("POST", "/charges", headers, chargeBody(order)));
      } catch (error) {
        return failedCharge(error);
      }
    },
    async lookup(key) {
      try {
        return lookupAnswer(await ask("GET", `/charges/${encodeURIComponent(key)}`, {}));
      } catch (error) {
        return { kind: "unknown", reason: `processor: ${errorName(error)}` };
      }
    },
  };
}

function baseUrl({ url }: ProcessorSettings): string {
  if (!url) throw new Error("the HTTP processor needs a url");
  return url.replace(/\/+$/, "");
}

/** Amounts travel as text: no JSON library on the other side can round them. */
function chargeBody(order: ChargeOrder): string {
  return JSON.stringify({
    reference: order.key,
    amount_minor: order.amountMinor,
    currency: order.currency,
    customer: order.customer,
    method: order.method,
  });
}

async function secretOf(credential: Credential | undefined): Promise<string | undefined> {
  try {
    return await credential?.current();
  } catch {
    throw new NotSent("no credential");
  }
}

async function renewal(credential: Credential | undefined, refused: string): Promise<boolean> {
  try {
    return (await credential?.renew(refused)) === true;
  } catch {
    return false;
  }
}

function failedCharge(error: unknown): ChargeAnswer {
  const name = errorName(error);
  const reason = `processor: ${name}`;
  if (name === "NotSent" || name === "Refused") return { kind: "refused", reason };
  return { kind: "unknown", reason };
}

/** What each status means is part of the processor's contract, not of HTTP. */
function chargeAnswer(response: HttpResponse): ChargeAnswer {
  const { status } = response;
  const reason = `processor answered ${status}`;
  switch (status) {
    case 200:
    case 201:
      return (
        resultIn(response) ?? { kind: "unknown", reason: "processor's answer is not readable" }
      );
    case 400:
      return { kind: "rejected", reason };
    case 401:
    case 403:
      return { kind: "refused", reason };
    case 409:
    case 422:
      return { kind: "mismatch", reason };
  }
  if (response.headers[NO_EFFECT_HEADER] !== "none") return { kind: "unknown", reason };
  const retryAfterMs = retryAfterMsIn(response);
  return { kind: "refused", reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/**
 * "Absent" allows a second charge where the processor has no keys, so a bare 404, which any proxy
 * on the way may give, does not count: the processor itself has to say it.
 */
function lookupAnswer(response: HttpResponse): LookupAnswer {
  const result = response.status === 200 ? resultIn(response) : undefined;
  if (result) return result;
  if (response.status === 404 && membersOf(response).result === "absent") return { kind: "absent" };
  return { kind: "unknown", reason: `processor answered ${response.status}` };
}

type Result = Extract<ChargeAnswer, { kind: "approved" | "declined" }>;

function resultIn(response: HttpResponse): Result | undefined {
  const { result, reference, reason } = membersOf(response);
  if (typeof reference !== "string" || reference === "" || reference.length > 128) return undefined;
  if (result === "approved") return { kind: "approved", reference };
  if (result !== "declined") return undefined;
  const why = typeof reason === "string" && reason !== "" ? reason.slice(0, 200) : "declined";
  return { kind: "declined", reference, reason: why };
}

function membersOf(response: HttpResponse): Readonly<Record<string, unknown>> {
  try {
    const document: unknown = JSON.parse(response.body);
    return typeof document === "object" && document !== null ? { ...document } : {};
  } catch {
    return {};
  }
}

function retryAfterMsIn(response: HttpResponse): number | undefined {
  const text = response.headers["retry-after"];
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) * 1000 : undefined;
}
