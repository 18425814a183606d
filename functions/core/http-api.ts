/** What the API hands to a handler, free of any gateway's shape. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when the client sent none, or bytes that are not UTF-8. */
  readonly body: string | undefined;
  readonly principal: Principal;
}

/** Who calls, as the authorizer established it. */
export interface Principal {
  readonly tenant: string;
  readonly subject: string;
}

/** Open stages and operators signed in with IAM act for this tenant. */
export const DEFAULT_TENANT = "default";

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One thing that is wrong with a request; `pointer` is a JSON pointer into the body. */
export interface Problem {
  readonly pointer: string;
  readonly detail: string;
}

const JSON_HEADERS = { "Content-Type": "application/json", "Cache-Control": "no-store" } as const;

/** A reply with a body that the caller has already made canonical. */
export function respondText(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body };
}

export function respond(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return respondText(status, JSON.stringify(body), headers);
}

const TITLES = {
  "invalid-request": "The request is not valid",
  unauthorized: "The caller is not signed in",
  forbidden: "The caller may not do this",
  "not-found": "There is no such resource",
  conflict: "The identifier is already used by a different request",
  unavailable: "The service cannot reach its store",
  internal: "The service failed",
} as const;

export type ProblemType = keyof typeof TITLES;

/** RFC 9457 problem details. `detail` must be our own words, never an echo of the input. */
export function problemResponse(
  status: number,
  type: ProblemType,
  detail: string,
  problems: readonly Problem[] = [],
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  const body = {
    type: `urn:payments-dr:problem:${type}`,
    title: TITLES[type],
    status,
    detail,
    ...(problems.length > 0 ? { problems } : {}),
  };
  return {
    status,
    headers: { ...JSON_HEADERS, "Content-Type": "application/problem+json", ...headers },
    body: JSON.stringify(body),
  };
}

/** The store did not answer: nothing is known to be stored, and the same request may be sent again. */
export function unavailableResponse(): ApiResponse {
  return problemResponse(
    503,
    "unavailable",
    "Retry the same request with the same identifier; it is accepted at most once.",
    [],
    { "Retry-After": "2" },
  );
}
