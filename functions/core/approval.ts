import { createHash, timingSafeEqual } from "node:crypto";
import { approversNeeded, personOf } from "./approver-identity";
import { APPROVE, DENY, OPEN_APPROVAL, SETTLE_APPROVAL } from "./failover-conditions";
import type { Item } from "./payment-record";
import type { WorkflowInput } from "./workflow";

type ApprovalStatus = "PENDING" | "APPROVED" | "DENIED";

/** A question to people, answered once: may this one move of authority go on? */
export interface ApprovalRecord {
  readonly id: string;
  readonly status: ApprovalStatus;
  readonly to: string;
  readonly nextEpoch: number;
  /** Different people who have to agree. */
  readonly required: number;
  /** Who asked for the move; under a four-eyes rule that person does not count. */
  readonly requestedBy: string;
  readonly expiresMs: number;
  readonly tokenHash: string;
  /** Step Functions' own token; never leaves the control table but to Step Functions. */
  readonly taskToken: string;
  /** The people who have agreed so far, see `personOf`. */
  readonly approvedBy: readonly string[];
  /** The same as IAM named them when they did, for the evidence. */
  readonly approvedAs: readonly string[];
  readonly deniedBy: string | undefined;
}

const hash = (...parts: readonly string[]) =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex");

/** Follows from the task token, so a repeated request writes the same record. */
export function approvalId(taskToken: string): string {
  return hash("approval", taskToken).slice(0, 24);
}

/**
 * The secret that an approver presents. Step Functions' task token is long and random, and this is
 * derived from it one-way: whoever reads the mail can approve, but cannot complete the task otherwise.
 */
export function approvalToken(taskToken: string): string {
  return hash("token", taskToken).slice(0, 40);
}

/** Binds the secret to one request, region and epoch: it is worth nothing for any other move. */
export function approvalTokenHash(
  token: string,
  move: Pick<ApprovalRecord, "id" | "to" | "nextEpoch">,
): string {
  return hash(token, move.id, move.to, String(move.nextEpoch));
}

export interface ApprovalRequest {
  readonly input: WorkflowInput;
  readonly taskToken: string;
  readonly approvers: number;
  readonly timeoutSeconds: number;
}

function keyOf(id: string) {
  return { pk: { S: `approval#${id}` } };
}

/** A repeated request finds its own record and leaves the approvals in it alone. */
export function openApprovalInput(table: string, request: ApprovalRequest, nowMs: number) {
  const { input, taskToken } = request;
  const move = { id: approvalId(taskToken), to: input.to, nextEpoch: input.epoch + 1 };
  return {
    TableName: table,
    Item: {
      ...keyOf(move.id),
      id: { S: move.id },
      decision: { S: "PENDING" },
      to: { S: move.to },
      next_epoch: { N: String(move.nextEpoch) },
      required: { N: String(approversNeeded(request.approvers, input.by)) },
      requested_by: { S: input.by },
      expires: { N: String(nowMs + request.timeoutSeconds * 1000) },
      token_hash: { S: approvalTokenHash(approvalToken(taskToken), move) },
      task_token: { S: taskToken },
      approvals: { M: {} },
    },
    ConditionExpression: OPEN_APPROVAL,
  };
}

export function readApprovalInput(table: string, id: string) {
  return { TableName: table, Key: keyOf(id), ConsistentRead: true };
}

export function approvalFrom(item: unknown): ApprovalRecord | undefined {
  const stored = (item ?? {}) as Item;
  const { id, decision, to, requested_by, token_hash, task_token } = stored;
  const words = Object.entries(stored.approvals?.M ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (!id?.S || !token_hash?.S || !task_token?.S) return undefined;
  return {
    id: id.S,
    status: decision?.S as ApprovalStatus,
    to: to?.S ?? "",
    nextEpoch: Number(stored.next_epoch?.N),
    required: Number(stored.required?.N),
    requestedBy: requested_by?.S ?? "",
    expiresMs: Number(stored.expires?.N),
    tokenHash: token_hash.S,
    taskToken: task_token.S,
    approvedBy: words.map(([person]) => person),
    approvedAs: words.map(([person, { M }]) => M?.as?.S ?? person),
    deniedBy: stored.denied_by?.S,
  };
}

/** Why an answer is not taken: `expired` and `decided` are final, `secret` and `self` are about it. */
export type Refusal = "expired" | "decided" | "secret" | "self";

/** Whether this person may answer now. Repeating one's own approval is not refused. */
export function refusalOf(
  record: ApprovalRecord,
  subject: string,
  token: string,
  nowMs: number,
): Refusal | undefined {
  if (!sameText(approvalTokenHash(token, record), record.tokenHash)) return "secret";
  if (record.status !== "PENDING") return "decided";
  if (nowMs >= record.expiresMs) return "expired";
  if (record.required > 1 && isAuthor(record, subject)) return "self";
  return undefined;
}

function isAuthor({ requestedBy }: ApprovalRecord, subject: string): boolean {
  return personOf(subject) === personOf(requestedBy);
}

/** Takes the same time wherever the texts differ. */
function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** Adds one person's word; a person has one, however many sessions they open. */
export function approveInput(table: string, id: string, subject: string, nowMs: number) {
  return {
    TableName: table,
    Key: keyOf(id),
    UpdateExpression: "SET approvals.#who = :word",
    ConditionExpression: APPROVE,
    ExpressionAttributeNames: { "#who": personOf(subject) },
    ExpressionAttributeValues: {
      ":pending": { S: "PENDING" },
      ":now": { N: String(nowMs) },
      ":word": { M: { at: { N: String(nowMs) }, as: { S: subject } } },
    },
    ReturnValues: "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

/** One denial decides. */
export function denyInput(table: string, id: string, subject: string, nowMs: number) {
  return {
    TableName: table,
    Key: keyOf(id),
    UpdateExpression: "SET decision = :denied, denied_by = :who",
    ConditionExpression: DENY,
    ExpressionAttributeValues: {
      ":pending": { S: "PENDING" },
      ":denied": { S: "DENIED" },
      ":who": { S: subject },
      ":now": { N: String(nowMs) },
    },
    ReturnValues: "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

/** Closes a question that enough people have agreed to, so that no later answer changes it. */
export function settleApprovalInput(table: string, id: string) {
  return {
    TableName: table,
    Key: keyOf(id),
    UpdateExpression: "SET decision = :approved",
    ConditionExpression: SETTLE_APPROVAL,
    ExpressionAttributeValues: { ":pending": { S: "PENDING" }, ":approved": { S: "APPROVED" } },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

/** What Step Functions is told once the question is answered; undefined while it is open. */
export function verdictOf(
  record: ApprovalRecord,
): { readonly approved: boolean; readonly by: readonly string[] } | undefined {
  if (record.status === "DENIED") return { approved: false, by: [record.deniedBy ?? ""] };
  const enough = record.approvedBy.length >= record.required;
  return enough ? { approved: true, by: record.approvedAs } : undefined;
}
