import type { Problem } from "./http-api";
import type { SchemaNode } from "./request-schema";
import { checkSchema } from "./schema-check";
import { readJson } from "./strict-json";

/** What an approver sends. */
const APPROVAL_ANSWER_SCHEMA: SchemaNode = {
  type: "object",
  required: ["decision", "token"],
  additionalProperties: false,
  properties: {
    decision: { type: "string", enum: ["approve", "deny"] },
    token: {
      type: "string",
      pattern: "^[0-9a-f]{40}$",
      description: "The one-time token of the request, from the message to the approvers.",
    },
  },
};

export type ApprovalAnswer =
  | { readonly ok: true; readonly decision: "approve" | "deny"; readonly token: string }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads an approver's answer and reports every problem. */
export function approvalAnswerFrom(body: string | undefined): ApprovalAnswer {
  const json = readJson(body);
  if (!json.ok) return json;
  const problems = checkSchema(APPROVAL_ANSWER_SCHEMA, json.value);
  if (problems.length > 0) return { ok: false, problems };
  const { decision, token } = json.value as { decision: "approve" | "deny"; token: string };
  return { ok: true, decision, token };
}
