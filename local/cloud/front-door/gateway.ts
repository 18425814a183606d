import type { GatewayEvent, GatewayResult } from "../../../functions/runtime/gateway-event";
import { AwsError } from "../../engine/aws-error";
import type { Outcome } from "../../engine/lambda/attempt";
import type { DeclaredApi } from "../../topology/apis";
import { functionArnOf } from "./api-description";
import { type Authorization, authorize } from "./authorize";
import { edgeProblems } from "./edge-check";
import { type GatewayAnswer, gatewayAnswer } from "./gateway-response";
import { findRoute, type Route } from "./routes";
import { TokenBucket } from "./token-bucket";

/** A client's request, however it came here. */
export interface GatewayRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when it was longer than API Gateway takes. */
  readonly body: string | undefined;
}

/** What the gateway calls and what it measures time with. */
export interface GatewayWorld {
  /**
   * Runs a function for the API, which names the method it asks for; throws when Lambda or the
   * function's policy refuses.
   */
  readonly invoke: (functionArn: string, event: unknown, sourceArn: string) => Promise<Outcome>;
  /** A clock for throttles. */
  readonly monoMs: () => number;
}

/** An answer, and the declared path that it belongs to; "" for none. */
export interface Answered {
  readonly resource: string;
  readonly answer: GatewayAnswer;
}

/** The declared REST API: routes, checks, throttles, signs in, calls the function. */
export class Gateway {
  private readonly bucket: TokenBucket;

  constructor(
    private readonly api: DeclaredApi,
    private readonly world: GatewayWorld,
  ) {
    this.bucket = new TokenBucket(api.throttleRate, api.throttleBurst, world.monoMs);
  }

  /** Answers every request; a fault inside is the client's 5xx. */
  async answer(request: GatewayRequest): Promise<Answered> {
    try {
      return await this.answerOrFail(request);
    } catch {
      return { resource: "", answer: gatewayAnswer(this.api.description, "INTEGRATION_FAILURE") };
    }
  }

  private async answerOrFail(request: GatewayRequest): Promise<Answered> {
    const { api, world } = this;
    const { description } = api;
    const [fullPath = "/"] = request.url.split("?");
    const prefix = `/${api.stage}`;
    const path = fullPath.startsWith(`${prefix}/`) ? fullPath.slice(prefix.length) : fullPath;
    const route = findRoute(description, request.method, path);
    if (!route) {
      return { resource: "", answer: gatewayAnswer(description, "MISSING_AUTHENTICATION_TOKEN") };
    }
    const { resource } = route;
    const own = (name: Parameters<typeof gatewayAnswer>[1], problem?: string) => ({
      resource,
      answer: gatewayAnswer(description, name, problem),
    });
    if (!this.bucket.take()) return own("THROTTLED");
    if (request.body === undefined) return own("REQUEST_TOO_LARGE");
    const authorization = await authorize(api, world, route, request, path);
    if (authorization.kind === "refused") return own(authorization.response);
    const problem = edgeProblems(description, route.operation, request.body);
    if (problem) return own("BAD_REQUEST_BODY", problem);
    return { resource, answer: await this.integrate(route, request, path, authorization) };
  }

  private async integrate(
    route: Route,
    request: GatewayRequest,
    path: string,
    authorization: Authorization,
  ): Promise<GatewayAnswer> {
    const { api, world } = this;
    const integration = route.operation["x-amazon-apigateway-integration"];
    if (integration?.type.toLowerCase() !== "aws_proxy") {
      return gatewayAnswer(api.description, "API_CONFIGURATION_ERROR");
    }
    const event = proxyEvent(route, request, path, authorization);
    const sourceArn = `${api.executionArn}/${api.stage}/${request.method}${path}`;
    try {
      const outcome = await world.invoke(functionArnOf(integration.uri), event, sourceArn);
      if (!outcome.ok) return gatewayAnswer(api.description, "INTEGRATION_FAILURE");
      const { statusCode, headers, body } = outcome.value as GatewayResult;
      return { status: statusCode, headers, body };
    } catch (error) {
      const refused = error instanceof AwsError && error.name.startsWith("AccessDenied");
      const name = refused ? "API_CONFIGURATION_ERROR" : "INTEGRATION_FAILURE";
      return gatewayAnswer(api.description, name);
    }
  }
}

function proxyEvent(
  route: Route,
  { method, headers, body }: GatewayRequest,
  path: string,
  authorization: Authorization,
): GatewayEvent {
  return {
    httpMethod: method,
    resource: route.resource,
    path,
    headers,
    pathParameters: Object.keys(route.parameters).length > 0 ? route.parameters : null,
    body: body === undefined || body === "" ? null : body,
    isBase64Encoded: false,
    requestContext: {
      authorizer: authorization.kind === "token" ? authorization.context : null,
      identity: { userArn: authorization.kind === "signed" ? authorization.userArn : null },
    },
  };
}
