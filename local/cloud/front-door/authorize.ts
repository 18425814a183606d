import { parseArn } from "../../engine/arn";
import type { DeclaredApi } from "../../topology/apis";
import { operatorArn } from "../caller-identity";
import { functionArnOf } from "./api-description";
import type { GatewayRequest, GatewayWorld } from "./gateway";
import type { GatewayResponseName } from "./gateway-response";
import type { Route } from "./routes";

/** Who the gateway says is calling. */
export type Authorization =
  | { readonly kind: "open" }
  | { readonly kind: "signed"; readonly userArn: string }
  | { readonly kind: "token"; readonly context: Readonly<Record<string, unknown>> };

type Verdict = Authorization | { readonly kind: "refused"; readonly response: GatewayResponseName };

const UNAUTHORIZED = { kind: "refused", response: "UNAUTHORIZED" } as const;

/** Applies the security that the operation declares: none, a signature, or the declared authorizer. */
export async function authorize(
  api: DeclaredApi,
  world: Pick<GatewayWorld, "invoke">,
  route: Route,
  request: GatewayRequest,
  path: string,
): Promise<Verdict> {
  const [requirement] = route.operation.security ?? [];
  const name = requirement && Object.keys(requirement)[0];
  if (!name) return { kind: "open" };
  const scheme = api.description.components?.securitySchemes?.[name];
  const header = request.headers.authorization;
  if (scheme?.["x-amazon-apigateway-authtype"] === "awsSigv4") return signed(api, header);
  const authorizer = scheme?.["x-amazon-apigateway-authorizer"];
  if (!authorizer) throw new Error(`the API declares no security scheme ${name}`);
  if (!header) return UNAUTHORIZED;
  const methodArn = `${api.executionArn}/${api.stage}/${request.method}${path}`;
  const event = {
    type: "TOKEN",
    methodArn,
    authorizationToken: header,
    headers: { authorization: header },
  };
  const authorizerArn = `${api.executionArn}/authorizers/${name}`;
  const outcome = await world.invoke(functionArnOf(authorizer.authorizerUri), event, authorizerArn);
  if (!outcome.ok) {
    const unauthorized = outcome.error.errorMessage === "Unauthorized";
    return unauthorized ? UNAUTHORIZED : { kind: "refused", response: "AUTHORIZER_FAILURE" };
  }
  return judged(outcome.value, methodArn);
}

/** The signature itself is not verified here: the local cloud has no secrets to verify it with. */
function signed(api: DeclaredApi, header: string | undefined): Verdict {
  const key = /Credential=([^/,\s]+)\//.exec(header ?? "")?.[1];
  if (!key) return { kind: "refused", response: "MISSING_AUTHENTICATION_TOKEN" };
  const { account } = parseArn(api.executionArn);
  return { kind: "signed", userArn: operatorArn(key, account) };
}

interface Policy {
  readonly principalId?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly policyDocument?: {
    readonly Statement?: readonly {
      readonly Effect: string;
      readonly Action: string | readonly string[];
      readonly Resource: string | readonly string[];
    }[];
  };
}

function judged(value: unknown, methodArn: string): Verdict {
  const { principalId, context, policyDocument } = value as Policy;
  const matching = (policyDocument?.Statement ?? []).filter(({ Resource }) =>
    [Resource].flat().some((pattern) => wildcard(pattern as string).test(methodArn)),
  );
  const denied = matching.some(({ Effect }) => Effect === "Deny");
  const allowed = matching.some(({ Effect }) => Effect === "Allow");
  if (denied || !allowed) return { kind: "refused", response: "ACCESS_DENIED" };
  return { kind: "token", context: { ...context, principalId } };
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`);
}
