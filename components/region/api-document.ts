import * as pulumi from "@pulumi/pulumi";
import { paymentRequestSchema, SESSION_REQUEST_SCHEMA } from "../../functions/core/request-schema";
import type { ApiConfig } from "../config/api-config";
import { API_OPERATIONS, type ApiFunction, type ApiOperation } from "./api-operations";
import { edgeSchema } from "./edge-schema";
import { gatewayResponses } from "./gateway-responses";

/** API Gateway gives up after this time, whatever the function's own deadline. */
const INTEGRATION_TIMEOUT_MS = 29_000;

/** How long an authorizer's answer is kept, in each region for itself. */
const AUTHORIZER_TTL_SECONDS = 60;

export interface ApiDocumentArgs {
  readonly title: string;
  readonly config: ApiConfig;
  /** ARN through which API Gateway invokes each function. */
  readonly invokeArns: Readonly<Record<ApiFunction, pulumi.Input<string>>>;
  /** Present when clients sign in with tokens. */
  readonly authorizerInvokeArn?: pulumi.Input<string>;
}

/**
 * The whole API as one OpenAPI document: operations, models, checks and the gateway's own responses. One
 * document is one deployment, so no stage ever serves half of a change.
 */
export function apiDocument(args: ApiDocumentArgs): pulumi.Output<string> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of API_OPERATIONS) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: describeOperation(operation, args),
    };
  }
  return pulumi.jsonStringify({
    openapi: "3.0.1",
    info: { title: args.title, version: "1.0" },
    paths,
    components: {
      schemas: {
        PaymentRequest: edgeSchema(paymentRequestSchema(args.config.limits.currencies)),
        SessionRequest: edgeSchema(SESSION_REQUEST_SCHEMA),
      },
      securitySchemes: securitySchemes(args),
    },
    "x-amazon-apigateway-request-validators": {
      everything: { validateRequestBody: true, validateRequestParameters: true },
    },
    "x-amazon-apigateway-request-validator": "everything",
    "x-amazon-apigateway-gateway-responses": gatewayResponses(),
  });
}

function describeOperation(operation: ApiOperation, args: ApiDocumentArgs): object {
  const parameters = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const security = securityOf(operation, args.config);
  return {
    operationId: operation.name,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              "application/json": { schema: { $ref: `#/components/schemas/${operation.body}` } },
            },
          },
        }),
    responses: { default: { description: "Decided by the function" } },
    ...(security === undefined ? {} : { security: [{ [security]: [] }] }),
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: args.invokeArns[operation.handledBy],
      passthroughBehavior: "when_no_match",
      timeoutInMillis: INTEGRATION_TIMEOUT_MS,
    },
  };
}

function securityOf({ access }: ApiOperation, { auth }: ApiConfig): "iam" | "jwt" | undefined {
  if (access === "open") return undefined;
  if (access === "operators") return "iam";
  return auth.kind === "open" ? undefined : auth.kind;
}

function securitySchemes({ config, authorizerInvokeArn }: ApiDocumentArgs): object {
  const signature = { type: "apiKey", name: "Authorization", in: "header" };
  const iam = { ...signature, "x-amazon-apigateway-authtype": "awsSigv4" };
  if (config.auth.kind !== "jwt") return { iam };
  if (authorizerInvokeArn === undefined) throw new Error("auth jwt needs an authorizer");
  return {
    iam,
    jwt: {
      ...signature,
      "x-amazon-apigateway-authtype": "custom",
      "x-amazon-apigateway-authorizer": {
        type: "token",
        authorizerUri: authorizerInvokeArn,
        authorizerResultTtlInSeconds: AUTHORIZER_TTL_SECONDS,
        // Anything that does not even look like a token never reaches the function.
        identityValidationExpression: "^Bearer [A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$",
      },
    },
  };
}
