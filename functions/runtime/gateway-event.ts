import {
  type ApiRequest,
  type ApiResponse,
  DEFAULT_TENANT,
  type Principal,
} from "../core/http-api";

/** The part of API Gateway's REST proxy event that we read. */
export interface GatewayEvent {
  readonly httpMethod: string;
  readonly resource?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
    readonly identity?: { readonly userArn?: string | null } | null;
  };
}

export interface GatewayResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function requestFrom(event: GatewayEvent): ApiRequest {
  return {
    method: event.httpMethod,
    path: event.path,
    parameters: present(event.pathParameters),
    headers: lowerCased(event.headers),
    body: bodyOf(event),
    principal: principalOf(event),
  };
}

export function resultFrom(response: ApiResponse): GatewayResult {
  return { statusCode: response.status, headers: response.headers, body: response.body };
}

/** Bytes that are not UTF-8 become undefined, which the handler refuses as a missing body. */
function bodyOf(event: GatewayEvent): string | undefined {
  if (event.body === undefined || event.body === null) return undefined;
  if (!event.isBase64Encoded) return event.body;
  try {
    const bytes = Buffer.from(event.body, "base64");
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function principalOf(event: GatewayEvent): Principal {
  const claims = event.requestContext?.authorizer ?? {};
  const { tenant, principalId } = claims as { tenant?: unknown; principalId?: unknown };
  const userArn = event.requestContext?.identity?.userArn;
  return {
    tenant: typeof tenant === "string" && tenant !== "" ? tenant : DEFAULT_TENANT,
    subject: typeof principalId === "string" ? principalId : (userArn ?? "anonymous"),
  };
}

type Pairs = Readonly<Record<string, string | undefined>> | null | undefined;

function present(pairs: Pairs): Record<string, string> {
  const kept = Object.entries(pairs ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Record<string, string>;
}

function lowerCased(pairs: Pairs): Record<string, string> {
  const entries = Object.entries(present(pairs));
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}
