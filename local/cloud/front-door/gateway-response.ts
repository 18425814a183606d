import type { ApiDescription } from "./api-description";

/** API Gateway's own answers, by the name under which the program can shape them. */
const DEFAULTS: Readonly<Record<string, { readonly status: number; readonly message: string }>> = {
  BAD_REQUEST_BODY: { status: 400, message: "Invalid request body" },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, message: "Missing Authentication Token" },
  UNAUTHORIZED: { status: 401, message: "Unauthorized" },
  ACCESS_DENIED: { status: 403, message: "User is not authorized to access this resource" },
  THROTTLED: { status: 429, message: "Too Many Requests" },
  REQUEST_TOO_LARGE: { status: 413, message: "Request too long" },
  INTEGRATION_FAILURE: { status: 502, message: "Internal server error" },
  INTEGRATION_TIMEOUT: { status: 504, message: "Endpoint request timed out" },
  AUTHORIZER_FAILURE: { status: 500, message: "Internal server error" },
  API_CONFIGURATION_ERROR: { status: 500, message: "Internal server error" },
};

export type GatewayResponseName = keyof typeof DEFAULTS & string;

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the gateway itself answers, in the shape that the program declared for it. */
export function gatewayAnswer(
  description: ApiDescription,
  name: GatewayResponseName,
  problem = "",
): GatewayAnswer {
  const fallback = DEFAULTS[name] ?? { status: 500, message: "Internal server error" };
  const declared = description["x-amazon-apigateway-gateway-responses"] ?? {};
  const shape =
    declared[name] ?? declared[fallback.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"] ?? {};
  const template = shape.responseTemplates?.["application/json"];
  const headers: Record<string, string> = { "content-type": "application/json" };
  for (const [key, value] of Object.entries(shape.responseParameters ?? {})) {
    const header = /^gatewayresponse\.header\.(.+)$/.exec(key)?.[1];
    if (header) headers[header.toLowerCase()] = value.replace(/^'(.*)'$/s, "$1");
  }
  const text = JSON.stringify(fallback.message);
  const body = (template ?? '{"message":$context.error.messageString}')
    .replaceAll("$context.error.messageString", text)
    .replaceAll("$context.error.validationErrorString", JSON.stringify(problem).slice(1, -1))
    .replaceAll("$context.error.message", text.slice(1, -1));
  return { status: Number(shape.statusCode ?? fallback.status), headers, body };
}
