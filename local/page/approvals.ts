import {
  type ApprovalRecord,
  approvalFrom,
  approvalToken,
  readApprovalInput,
} from "../../functions/core/approval";
import { ActionRefused } from "./action-refused";
import { type ApiAnswer, callApi } from "./api-call";
import type { PageFacts } from "./page-facts";

/** A question that waits for people, as the page shows it: nothing secret is in it. */
export interface PendingApproval {
  readonly id: string;
  /** The region that wants to take over; its API takes the answers. */
  readonly to: string;
  readonly required: number;
  readonly agreed: readonly string[];
  readonly expiresMs: number;
  /** Who may be played on this page: as many colleagues as have to agree. */
  readonly people: readonly string[];
}

/** Colleagues who can be played here. A real stack knows its approvers through IAM. */
const COLLEAGUES = ["ada", "grace", "barbara", "frances"];

/** A question as people see it; undefined when it is not open, or its time is over. */
export function pendingFrom(item: unknown, nowMs: number): PendingApproval | undefined {
  const record = approvalFrom(item);
  if (record?.status !== "PENDING" || record.expiresMs <= nowMs) return undefined;
  const { id, to, required, expiresMs, approvedBy } = record;
  const agreed = approvedBy.map((arn) => arn.split("/").at(-1) ?? arn);
  return { id, to, required, agreed, expiresMs, people: COLLEAGUES.slice(0, required) };
}

/** Where every question of the control table begins; for those who look for open ones. */
export const APPROVAL_PREFIX = readApprovalInput("", "").Key.pk.S;

type Decision = "approve" | "deny";

/** What the page knows of questions, and how it reaches the region that asks. */
export interface ApprovalWorld {
  readonly facts: PageFacts;
  /** The whole record, with what the message to the approvers carries. */
  readonly record: (id: string) => Promise<unknown>;
  readonly isReachable: (region: string) => boolean;
  /** @default a request to the region's API */
  readonly call?: typeof callApi;
}

/** Answers a question in the name of a colleague, through the API that every approver uses. */
export async function answerApproval(
  { facts, record: read, isReachable, call = callApi }: ApprovalWorld,
  id: unknown,
  person: unknown,
  decision: Decision,
): Promise<string> {
  if (typeof person !== "string" || !COLLEAGUES.includes(person)) {
    throw new ActionRefused(`person is one of ${COLLEAGUES.join(", ")}`, 400);
  }
  const record = approvalFrom(await read(String(id)));
  if (!record) throw new ActionRefused("nobody waits for this answer any more", 404);
  const region = facts.regions.find((one) => one.region === record.to);
  if (!region || !isReachable(record.to)) {
    throw new ActionRefused(`${record.to} asked, and does not answer now`);
  }
  const scope = `${person}/20260101/${region.region}/execute-api/aws4_request`;
  const answer = await call({
    port: region.apiPort,
    host: `127.0.0.1:${region.apiPort}`,
    method: "POST",
    path: `/dr/approvals/${record.id}`,
    // Nobody verifies signatures on a laptop; who signs is what counts.
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    body: JSON.stringify({ decision, token: tokenOf(record) }),
    timeoutMs: 10_000,
  });
  return told(answer, person, decision);
}

/** On a laptop no mail arrives; the token in it follows from what the control table holds. */
function tokenOf({ taskToken }: ApprovalRecord): string {
  return approvalToken(taskToken);
}

function told({ status, body }: ApiAnswer, person: string, decision: Decision): string {
  const said = JSON.parse(body) as { missing?: number; detail?: string; message?: string };
  if (status === 202) return `${nameOf(person)} has agreed; ${said.missing} more must agree`;
  if (status === 200) {
    return decision === "deny"
      ? `${nameOf(person)} said no: nothing moves`
      : `${nameOf(person)} has agreed, and that is enough: the move goes on`;
  }
  const reason = said.detail ?? said.message ?? `the API answered ${status}`;
  throw new ActionRefused(reason.replace(/\.$/, ""));
}

function nameOf(person: string): string {
  return person.charAt(0).toUpperCase() + person.slice(1);
}
