import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { GatewayEvent, GatewayResult } from "../../../functions/runtime/gateway-event";
import type { Outcome } from "../../engine/lambda/attempt";
import type { DeclaredApi } from "../../topology/apis";
import { functionArnOf } from "./api-description";
import { type Authorization, authorize } from "./authorize";
import { edgeProblems } from "./edge-check";
import { type GatewayAnswer, gatewayAnswer } from "./gateway-response";
import { findRoute, type Route } from "./routes";
import { TokenBucket } from "./token-bucket";

/** Ten megabytes is API Gateway's limit. */
const BODY_BYTES_MAX = 10 * 1024 * 1024;

export interface FrontDoorWorld {
  /** Runs a function for the API; throws when Lambda refuses it. */
  readonly invoke: (functionArn: string, event: unknown) => Promise<Outcome>;
  /** The region's answer to anything while it is cut off from the internet. */
  readonly reachable: () => boolean;
  readonly observe: (observation: Observation) => void;
}

export interface Observation {
  readonly method: string;
  readonly resource: string;
  readonly status: number;
  readonly latencyMs: number;
}

/** The declared REST API on a loopback port: routes, checks, throttles, signs in, calls the function. */
export function openFrontDoor(api: DeclaredApi, world: FrontDoorWorld): Server {
  const bucket = new TokenBucket(api.throttleRate, api.throttleBurst, () => performance.now());
  return createServer((incoming, outgoing) => {
    if (!world.reachable()) {
      incoming.socket.destroy();
      return;
    }
    const startedMs = performance.now();
    void answerTo(api, world, bucket, incoming)
      .catch(() => ({
        resource: "",
        answer: gatewayAnswer(api.description, "INTEGRATION_FAILURE"),
      }))
      .then(({ resource, answer }) => {
        if (!world.reachable()) {
          incoming.socket.destroy();
          return;
        }
        write(outgoing, answer);
        const latencyMs = performance.now() - startedMs;
        const { status } = answer;
        world.observe({ method: incoming.method ?? "", resource, status, latencyMs });
      });
  });
}

async function answerTo(
  api: DeclaredApi,
  world: FrontDoorWorld,
  bucket: TokenBucket,
  incoming: IncomingMessage,
): Promise<{ resource: string; answer: GatewayAnswer }> {
  const { description } = api;
  const [fullPath = "/"] = (incoming.url ?? "/").split("?");
  const prefix = `/${api.stage}`;
  const path = fullPath.startsWith(`${prefix}/`) ? fullPath.slice(prefix.length) : fullPath;
  const route = findRoute(description, incoming.method ?? "GET", path);
  const body = await readBody(incoming);
  if (!route) {
    return { resource: "", answer: gatewayAnswer(description, "MISSING_AUTHENTICATION_TOKEN") };
  }
  const { resource } = route;
  const own = (name: Parameters<typeof gatewayAnswer>[1], problem?: string) => ({
    resource,
    answer: gatewayAnswer(description, name, problem),
  });
  if (!bucket.take()) return own("THROTTLED");
  if (body === undefined) return own("REQUEST_TOO_LARGE");
  const authorization = await authorize(api, world, route, incoming, path);
  if (authorization.kind === "refused") return own(authorization.response);
  const problem = edgeProblems(description, route.operation, body);
  if (problem) return own("BAD_REQUEST_BODY", problem);
  return {
    resource,
    answer: await integrate(api, world, route, incoming, path, body, authorization),
  };
}

async function integrate(
  api: DeclaredApi,
  world: FrontDoorWorld,
  route: Route,
  incoming: IncomingMessage,
  path: string,
  body: string,
  authorization: Authorization,
): Promise<GatewayAnswer> {
  const integration = route.operation["x-amazon-apigateway-integration"];
  if (integration?.type.toLowerCase() !== "aws_proxy") {
    return gatewayAnswer(api.description, "API_CONFIGURATION_ERROR");
  }
  const event: GatewayEvent = {
    httpMethod: incoming.method ?? "GET",
    resource: route.resource,
    path,
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(",")]),
    ),
    pathParameters: Object.keys(route.parameters).length > 0 ? route.parameters : null,
    body: body === "" ? null : body,
    isBase64Encoded: false,
    requestContext: {
      authorizer: authorization.kind === "token" ? authorization.context : null,
      identity: { userArn: authorization.kind === "signed" ? authorization.userArn : null },
    },
  };
  try {
    const outcome = await world.invoke(functionArnOf(integration.uri), event);
    if (!outcome.ok) return gatewayAnswer(api.description, "INTEGRATION_FAILURE");
    const { statusCode, headers, body: text } = outcome.value as GatewayResult;
    return { status: statusCode, headers, body: text };
  } catch {
    return gatewayAnswer(api.description, "INTEGRATION_FAILURE");
  }
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function write(outgoing: ServerResponse, answer: GatewayAnswer): void {
  outgoing.writeHead(answer.status, {
    ...answer.headers,
    "content-length": String(Buffer.byteLength(answer.body)),
  });
  outgoing.end(answer.body);
}
