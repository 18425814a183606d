import {
  type ApprovalRecord,
  approvalFrom,
  approveInput,
  denyInput,
  type Refusal,
  readApprovalInput,
  refusalOf,
  settleApprovalInput,
  verdictOf,
} from "./core/approval";
import { approvalAnswerFrom } from "./core/approval-answer";
import { personOf } from "./core/approver-identity";
import {
  type ApiRequest,
  type ApiResponse,
  problemResponse,
  respond,
  unavailableResponse,
} from "./core/http-api";
import type { BasePorts, Remote } from "./core/ports";
import { errorName, failureOf } from "./core/retry";
import { callRepeatable } from "./store/call";
import { type ControlPorts, readItem } from "./store/control";
import { callExpecting } from "./store/expected-error";

export interface ApprovalPorts extends BasePorts, ControlPorts {
  readonly sfn: Remote;
}

/** Step Functions no longer waits: it was told already, it timed out, or it was stopped. */
const NOT_WAITING = ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"];

const REFUSALS: Readonly<Record<Refusal, readonly [number, "forbidden" | "conflict", string]>> = {
  secret: [403, "forbidden", "The token does not belong to this request."],
  self: [403, "forbidden", "Whoever asked for the move cannot approve it."],
  expired: [409, "conflict", "The time to answer is over."],
  decided: [409, "conflict", "The question has already been answered."],
};

/**
 * POST /dr/approvals/{approval_id}: a person agrees to a move of authority, or denies it. The caller is
 * known through IAM; different people have to agree where the policy asks for several.
 */
export function approval(ports: ApprovalPorts) {
  return async (request: ApiRequest): Promise<ApiResponse> => {
    const answer = approvalAnswerFrom(request.body);
    if (!answer.ok) {
      const detail = "The answer was not understood; nothing was decided.";
      return problemResponse(400, "invalid-request", detail, answer.problems);
    }
    const { subject } = request.principal;
    if (subject === "" || subject === "anonymous") {
      return problemResponse(401, "unauthorized", "Sign in with IAM to answer.");
    }
    try {
      const id = request.parameters.approval_id ?? "";
      const record = approvalFrom(await readItem(ports, readApprovalInput(ports.controlTable, id)));
      if (!record) return problemResponse(404, "not-found", "Nobody asked for this approval.");
      const refusal = refusalOf(record, subject, answer.token, ports.clock.nowMs());
      if (refusal === "decided") return await repeat(ports, record, subject, answer.decision);
      if (refusal) return problemResponse(...REFUSALS[refusal]);
      const after = await write(ports, record, subject, answer.decision);
      return await conclude(ports, after, subject, answer.decision);
    } catch (error) {
      if (failureOf(error) === "permanent") throw error;
      ports.log.warn("approval could not be stored", { error: errorName(error) });
      return unavailableResponse();
    }
  };
}

type Word = "approve" | "deny";

/** Writes one person's word; finding it written already, or the question answered, is not an error. */
async function write(
  ports: ApprovalPorts,
  record: ApprovalRecord,
  subject: string,
  word: Word,
): Promise<ApprovalRecord> {
  const build = word === "approve" ? approveInput : denyInput;
  const input = build(ports.controlTable, record.id, subject, ports.clock.nowMs());
  try {
    const output = await callRepeatable<{ Attributes?: unknown }>(
      ports,
      ports.dynamo,
      "UpdateItem",
      input,
    );
    return approvalFrom(output.Attributes) ?? record;
  } catch (error) {
    if (failureOf(error) !== "condition") throw error;
    const { Item } = error as { Item?: unknown };
    return approvalFrom(Item) ?? record;
  }
}

/** Somebody who repeats the word that decided gets the same answer; everybody else hears it is over. */
async function repeat(
  ports: ApprovalPorts,
  record: ApprovalRecord,
  subject: string,
  word: Word,
): Promise<ApiResponse> {
  const said = word === "approve" ? record.approvedBy.includes(personOf(subject)) : false;
  if (!said && record.deniedBy !== subject) return problemResponse(...REFUSALS.decided);
  return conclude(ports, record, subject, word, true);
}

/** Tells the waiting workflow once the question is answered; telling it twice changes nothing. */
async function conclude(
  ports: ApprovalPorts,
  record: ApprovalRecord,
  subject: string,
  word: Word,
  repeated = false,
): Promise<ApiResponse> {
  const verdict = verdictOf(record);
  if (!verdict) {
    // The time ran out between looking and writing: this word was not taken.
    if (!record.approvedBy.includes(personOf(subject))) return problemResponse(...REFUSALS.expired);
    const missing = record.required - record.approvedBy.length;
    return respond(202, { approval_id: record.id, decision: "pending", missing });
  }
  if (verdict.approved === (word === "deny")) return problemResponse(...REFUSALS.decided);
  if (record.status === "PENDING" && !(await settle(ports, record.id))) {
    return problemResponse(...REFUSALS.decided);
  }
  const output = JSON.stringify({ ...verdict, approvalId: record.id });
  const body = { taskToken: record.taskToken, output };
  const told = await callExpecting(ports, ports.sfn, "SendTaskSuccess", body, NOT_WAITING);
  ports.log.warn("approval decided", { id: record.id, approved: verdict.approved, by: subject });
  // Step Functions says the same of a task that has ended as of one whose time is over.
  const toldBefore = repeated && ports.clock.nowMs() < record.expiresMs;
  if (told.error === "TaskTimedOut" && !toldBefore) return problemResponse(...REFUSALS.expired);
  const decision = verdict.approved ? "approved" : "denied";
  return respond(200, { approval_id: record.id, decision, by: verdict.by });
}

/** Closes the question as approved; false when a denial came first. */
async function settle(ports: ApprovalPorts, id: string): Promise<boolean> {
  const input = settleApprovalInput(ports.controlTable, id);
  try {
    await callRepeatable(ports, ports.dynamo, "UpdateItem", input);
    return true;
  } catch (error) {
    if (failureOf(error) !== "condition") throw error;
    return approvalFrom((error as { Item?: unknown }).Item)?.status === "APPROVED";
  }
}
