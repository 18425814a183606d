import type { FunctionName } from "../../functions/core/function-catalogue";

/** Functions behind the API. */
export type ApiFunction = Extract<
  FunctionName,
  "validate" | "payment" | "session" | "health" | "latch" | "approval"
>;

/** One operation of the API. */
export interface ApiOperation {
  readonly method: "get" | "post";
  readonly path: string;
  readonly name: string;
  readonly handledBy: ApiFunction;
  /** "open" is for DNS, which cannot sign in; "operators" always sign in with IAM. */
  readonly access: "clients" | "operators" | "open";
  /** Schema of the body, by its name in the document. */
  readonly body?: "PaymentRequest" | "SessionRequest";
}

/** Everything the API offers. Health checks send GET, so what they ask is a GET of its own. */
export const API_OPERATIONS: readonly ApiOperation[] = [
  {
    method: "post",
    path: "/validate",
    name: "validatePayment",
    handledBy: "validate",
    access: "clients",
    body: "PaymentRequest",
  },
  {
    method: "post",
    path: "/payments",
    name: "createPayment",
    handledBy: "validate",
    access: "clients",
    body: "PaymentRequest",
  },
  {
    method: "get",
    path: "/payments/{transaction_id}",
    name: "getPayment",
    handledBy: "payment",
    access: "clients",
  },
  {
    method: "post",
    path: "/sessions",
    name: "openSession",
    handledBy: "session",
    access: "clients",
    body: "SessionRequest",
  },
  {
    method: "get",
    path: "/sessions/{session_id}",
    name: "getSession",
    handledBy: "session",
    access: "clients",
  },
  { method: "get", path: "/health", name: "getHealth", handledBy: "health", access: "open" },
  { method: "get", path: "/dr/latched", name: "getLatch", handledBy: "latch", access: "open" },
  {
    method: "post",
    path: "/dr/approvals/{approval_id}",
    name: "approveFailover",
    handledBy: "approval",
    access: "operators",
  },
];
