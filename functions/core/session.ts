import { createHash } from "node:crypto";
import { looksLikeCardNumber } from "./card-number";
import type { Problem } from "./http-api";
import type { Item } from "./payment-record";
import { SESSION_REQUEST_SCHEMA } from "./request-schema";
import { checkSchema } from "./schema-check";
import { readJson } from "./strict-json";

/** How long a checkout session lives when the client does not say. */
const DEFAULT_SESSION_SECONDS = 1_800;

/** What a client asks for when it opens a checkout session. */
export interface SessionRequest {
  readonly tenant: string;
  readonly sessionId: string;
  readonly customer: string;
  /** The payment that the session is meant to end in, when the client already knows it. */
  readonly transactionId: string | undefined;
  readonly lifetimeSeconds: number;
}

/** An open session as clients see it. */
export interface Session {
  readonly sessionId: string;
  readonly customer: string;
  readonly transactionId: string | undefined;
  readonly expiresAtSeconds: number;
}

export type SessionReading =
  | { readonly ok: true; readonly session: SessionRequest }
  | { readonly ok: false; readonly problems: readonly Problem[] };

interface SessionBody {
  readonly session_id: string;
  readonly customer_id: string;
  readonly transaction_id?: string;
  readonly ttl_seconds?: number;
}

/** Reads a request for a session. Reports every problem, not only the first. */
export function readSessionRequest(tenant: string, text: string | undefined): SessionReading {
  const json = readJson(text);
  if (!json.ok) return json;
  const problems = [...checkSchema(SESSION_REQUEST_SCHEMA, json.value), ...cardNumbers(json.value)];
  if (problems.length > 0) return { ok: false, problems };
  const body = json.value as SessionBody;
  return {
    ok: true,
    session: {
      tenant,
      sessionId: body.session_id,
      customer: body.customer_id,
      transactionId: body.transaction_id,
      lifetimeSeconds: body.ttl_seconds ?? DEFAULT_SESSION_SECONDS,
    },
  };
}

/** Every member in which a client could send what must never enter the system. */
const TEXT_MEMBERS = ["session_id", "customer_id", "transaction_id"] as const;

function cardNumbers(value: unknown): Problem[] {
  const body = Object(value) as Readonly<Partial<Record<(typeof TEXT_MEMBERS)[number], unknown>>>;
  return TEXT_MEMBERS.filter((name) => looksLikeCardNumber(String(body[name]))).map((name) => ({
    pointer: `/${name}`,
    detail: "must not look like a card number",
  }));
}

/** The table's key: no tenant can read or take another tenant's session. */
function sessionKey(tenant: string, sessionId: string): string {
  return `${tenant}#${sessionId}`;
}

/**
 * What makes two requests the same session; the same identifier with another print is a conflict.
 */
export function sessionFingerprint(session: SessionRequest): string {
  const { tenant, sessionId, customer, transactionId, lifetimeSeconds } = session;
  const parts = [tenant, sessionId, customer, transactionId ?? null, lifetimeSeconds];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/**
 * A session may be opened when nobody uses its name, or only one that has expired: DynamoDB removes
 * expired items within days, not at once.
 * Cross-region: the table is eventually consistent, so two regions may open the same session within
 * a second of each other. Both then hold what the client asked for, and the last writer's expiry
 * wins.
 */
const OPEN_CONDITION = "attribute_not_exists(session_id) OR expires_at <= :now";

export function openSessionInput(table: string, session: SessionRequest, nowSeconds: number) {
  const { tenant, sessionId, customer, transactionId, lifetimeSeconds } = session;
  const item: Item = {
    session_id: { S: sessionKey(tenant, sessionId) },
    fp: { S: sessionFingerprint(session) },
    customer: { S: customer },
    ...(transactionId === undefined ? {} : { payment: { S: transactionId } }),
    // The table's TTL attribute, in seconds as DynamoDB wants it.
    expires_at: { N: String(nowSeconds + lifetimeSeconds) },
  };
  return {
    TableName: table,
    Item: item,
    ConditionExpression: OPEN_CONDITION,
    ExpressionAttributeValues: { ":now": { N: String(nowSeconds) } },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

/** A strong read of the local replica. */
export function readSessionInput(table: string, tenant: string, sessionId: string) {
  return {
    TableName: table,
    Key: { session_id: { S: sessionKey(tenant, sessionId) } },
    ConsistentRead: true,
  };
}

/** The session in an item; undefined when there is none, a damaged one, or one that has expired. */
export function sessionFrom(item: Item | undefined, nowSeconds: number): Session | undefined {
  if (!item) return undefined;
  const expiresAtSeconds = Number(item.expires_at?.N);
  const key = item.session_id?.S;
  const customer = item.customer?.S;
  if (key === undefined || customer === undefined || !(expiresAtSeconds > nowSeconds)) {
    return undefined;
  }
  return {
    sessionId: key.slice(key.indexOf("#") + 1),
    customer,
    transactionId: item.payment?.S,
    expiresAtSeconds,
  };
}

/** The reply's body. The expiry is the stored one, so a repeated request gets the same bytes. */
export function sessionBody(session: Session): object {
  return {
    session_id: session.sessionId,
    status: "open",
    customer_id: session.customer,
    ...(session.transactionId === undefined ? {} : { transaction_id: session.transactionId }),
    expires_at: new Date(session.expiresAtSeconds * 1000).toISOString(),
  };
}
