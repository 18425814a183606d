/** A response that API Gateway gives by itself, before or instead of a function. */
interface GatewayProblem {
  /** Absent where API Gateway chooses it and no variable tells which: nothing is said then. */
  readonly status?: number;
  readonly type: string;
  readonly title: string;
  /** Context variable with the details, when there are any that a client may see. */
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const RETRY = { "Retry-After": "'1'" } as const;

const INVALID = {
  status: 400,
  type: "invalid-request",
  title: "The request is not valid",
} as const;
const UNAVAILABLE = { type: "unavailable", title: "The service did not answer in time" } as const;
const FORBIDDEN = { status: 403, type: "forbidden", title: "The caller may not do this" } as const;

/** By API Gateway's own names. What is not named falls under the two defaults. */
const PROBLEMS: Readonly<Record<string, GatewayProblem>> = {
  BAD_REQUEST_BODY: { ...INVALID, detail: "$context.error.validationErrorString" },
  BAD_REQUEST_PARAMETERS: { ...INVALID, detail: "$context.error.validationErrorString" },
  UNAUTHORIZED: { status: 401, type: "unauthorized", title: "The caller is not signed in" },
  ACCESS_DENIED: FORBIDDEN,
  WAF_FILTERED: FORBIDDEN,
  // API Gateway's name for a path or method that does not exist, and for a missing signature.
  MISSING_AUTHENTICATION_TOKEN: {
    status: 404,
    type: "not-found",
    title: "There is no such operation, or the request is not signed",
  },
  THROTTLED: { status: 429, type: "throttled", title: "Too many requests", headers: RETRY },
  QUOTA_EXCEEDED: { status: 429, type: "throttled", title: "The quota is used up" },
  INTEGRATION_TIMEOUT: { status: 503, ...UNAVAILABLE, headers: RETRY },
  INTEGRATION_FAILURE: { status: 503, ...UNAVAILABLE, headers: RETRY },
  DEFAULT_4XX: { type: "invalid-request", title: "The request was refused" },
  DEFAULT_5XX: { type: "internal", title: "The service failed" },
};

/** Every response of the gateway itself as problem details, so that clients read one format only. */
export function gatewayResponses(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(PROBLEMS).map(([name, problem]) => [name, gatewayResponse(problem)]),
  );
}

function gatewayResponse({ status, type, title, ...problem }: GatewayProblem): object {
  const body = {
    type: `urn:payments-dr:problem:${type}`,
    title,
    ...(status === undefined ? {} : { status }),
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
  };
  const headers = { "Content-Type": "'application/problem+json'", ...problem.headers };
  return {
    ...(status === undefined ? {} : { statusCode: String(status) }),
    responseParameters: Object.fromEntries(
      Object.entries(headers).map(([header, value]) => [`gatewayresponse.header.${header}`, value]),
    ),
    responseTemplates: { "application/json": JSON.stringify(body) },
  };
}
