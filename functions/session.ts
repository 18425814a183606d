import {
  type ApiRequest,
  type ApiResponse,
  problemResponse,
  respond,
  unavailableResponse,
} from "./core/http-api";
import type { Item } from "./core/payment-record";
import type { BasePorts, Remote } from "./core/ports";
import { TRANSACTION_ID_PATTERN } from "./core/request-schema";
import { errorName, failureOf } from "./core/retry";
import {
  openSessionInput,
  readSessionInput,
  readSessionRequest,
  type SessionRequest,
  sessionBody,
  sessionFingerprint,
  sessionFrom,
} from "./core/session";
import { callRepeatable } from "./store/call";

export interface SessionPorts extends BasePorts {
  readonly dynamo: Remote;
  readonly sessionsTable: string;
}

const IDENTIFIER = new RegExp(TRANSACTION_ID_PATTERN);

/**
 * POST /sessions opens a checkout session once; GET /sessions/{session_id} reads it in any region.
 */
export function session(ports: SessionPorts) {
  return async (request: ApiRequest): Promise<ApiResponse> => {
    try {
      return request.method === "POST" ? await open(ports, request) : await read(ports, request);
    } catch (error) {
      if (failureOf(error) === "permanent") throw error;
      ports.metrics.count("StoreUnavailable");
      ports.log.warn("store did not answer", { error: errorName(error) });
      return unavailableResponse();
    }
  };
}

async function open(ports: SessionPorts, request: ApiRequest): Promise<ApiResponse> {
  const reading = readSessionRequest(request.principal.tenant, request.body);
  if (!reading.ok) {
    const detail = "The session was not opened; nothing was stored.";
    return problemResponse(400, "invalid-request", detail, reading.problems);
  }
  const nowSeconds = Math.floor(ports.clock.nowMs() / 1000);
  const { item, replayed } = await store(ports, reading.session, nowSeconds);
  if (item?.fp?.S !== sessionFingerprint(reading.session)) {
    return problemResponse(409, "conflict", "This session_id names a different session.");
  }
  const opened = sessionFrom(item, nowSeconds);
  // It expired between the refused write and this line: the client's next try opens it anew.
  if (!opened) return unavailableResponse();
  ports.metrics.count(replayed ? "SessionReplayed" : "SessionOpened");
  const headers: Record<string, string> = replayed ? { "Idempotent-Replayed": "true" } : {};
  return respond(201, sessionBody(opened), headers);
}

/** The item that is in the table afterwards: ours, or the one that was there before. */
async function store(
  ports: SessionPorts,
  wanted: SessionRequest,
  nowSeconds: number,
): Promise<{ item: Item | undefined; replayed: boolean }> {
  const input = openSessionInput(ports.sessionsTable, wanted, nowSeconds);
  try {
    await callRepeatable(ports, ports.dynamo, "PutItem", input);
    return { item: input.Item, replayed: false };
  } catch (error) {
    if (failureOf(error) !== "condition") throw error;
    return { item: (error as { Item?: Item }).Item, replayed: true };
  }
}

async function read(ports: SessionPorts, request: ApiRequest): Promise<ApiResponse> {
  const id = request.parameters.session_id ?? "";
  if (!IDENTIFIER.test(id)) {
    const problem = { pointer: "/session_id", detail: `must match ${TRANSACTION_ID_PATTERN}` };
    return problemResponse(400, "invalid-request", "The identifier is not valid.", [problem]);
  }
  const input = readSessionInput(ports.sessionsTable, request.principal.tenant, id);
  const { Item } = await callRepeatable<{ Item?: Item }>(ports, ports.dynamo, "GetItem", input);
  const found = sessionFrom(Item, Math.floor(ports.clock.nowMs() / 1000));
  if (!found) return problemResponse(404, "not-found", "No open session has this session_id.");
  return respond(200, sessionBody(found));
}
