import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ApiConfig } from "../config/api-config";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { ApiAccessLog } from "./api-access-log";
import { apiDocument } from "./api-document";
import { type AliasTarget, type ApiDomain, ApiNames } from "./api-names";
import { API_OPERATIONS, type ApiFunction } from "./api-operations";
import type { PaymentFunction } from "./payment-function";
import { WebFirewall } from "./web-firewall";

/** The one stage; its name is part of every address without a domain. */
export const STAGE = "prod";

export interface PaymentApiArgs {
  context: RegionContext;
  config: ApiConfig;
  functions: Readonly<Record<ApiFunction, PaymentFunction>>;
  /** Present when clients sign in with tokens. */
  authorizer?: PaymentFunction;
  logsKeyArn: pulumi.Input<string>;
  /** Absent without a domain: the API then answers under the name that AWS gives it. */
  domain?: ApiDomain;
}

/** The region's REST API: the same document, limits and names in both regions. */
export class PaymentApi extends pulumi.ComponentResource {
  public readonly apiId: pulumi.Output<string>;
  public readonly stageArn: pulumi.Output<string>;
  /** Base address of this region alone, without a trailing slash. */
  public readonly url: pulumi.Output<string>;
  public readonly sharedTarget: AliasTarget | undefined;
  public readonly ownTarget: AliasTarget | undefined;

  constructor(name: string, args: PaymentApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:PaymentApi", name, {}, opts);
    const { context, config, domain } = args;
    const api = this.declareApi(name, args);
    this.allowInvocations(name, args, api);
    const stage = this.declareStage(name, args, api);
    this.declareLimits(name, args, api, stage);
    if (config.waf) {
      new WebFirewall(
        `${name}-firewall`,
        { context, stageArn: stage.arn, requestsPerAddress: config.wafRequestsPerAddress },
        { parent: this },
      );
    }
    const names =
      domain &&
      new ApiNames(
        `${name}-names`,
        { domain, restApiId: api.id, stageName: stage.stageName },
        { parent: this },
      );
    this.apiId = api.id;
    this.stageArn = stage.arn;
    this.sharedTarget = names?.sharedTarget;
    this.ownTarget = names?.ownTarget;
    this.url =
      domain === undefined
        ? pulumi.interpolate`https://${api.id}.execute-api.${context.region}.amazonaws.com/${STAGE}`
        : pulumi.output(`https://${domain.ownName}`);
    this.registerOutputs({ apiId: this.apiId, url: this.url });
  }

  private declareApi(name: string, args: PaymentApiArgs): aws.apigateway.RestApi {
    const { context, config, functions, authorizer, domain } = args;
    const apiName = physicalName("api", context, NAME_LIMITS.queue);
    const arns = Object.entries(functions).map(([key, fn]) => [key, fn.aliasInvokeArn]);
    return new aws.apigateway.RestApi(
      `${name}-rest`,
      {
        name: apiName,
        body: apiDocument({
          title: apiName,
          config,
          invokeArns: Object.fromEntries(arns) as Record<ApiFunction, pulumi.Output<string>>,
          ...(authorizer === undefined ? {} : { authorizerInvokeArn: authorizer.aliasInvokeArn }),
        }),
        endpointConfiguration: { types: "REGIONAL", ipAddressType: "dualstack" },
        // Two doors would need two locks: with names of our own, AWS's name is closed.
        disableExecuteApiEndpoint: domain !== undefined,
        tags: nameTag(apiName),
      },
      { parent: this },
    );
  }

  private allowInvocations(name: string, args: PaymentApiArgs, api: aws.apigateway.RestApi): void {
    const principal = "apigateway.amazonaws.com";
    for (const { name: operation, handledBy, method, path } of API_OPERATIONS) {
      const route = `${method.toUpperCase()}${path.replace(/\{\w+\}/g, "*")}`;
      args.functions[handledBy].allowInvocation(
        `${name}-${operation}`,
        principal,
        pulumi.interpolate`${api.executionArn}/${STAGE}/${route}`,
      );
    }
    args.authorizer?.allowInvocation(
      `${name}-authorizer`,
      principal,
      pulumi.interpolate`${api.executionArn}/authorizers/*`,
    );
  }

  private declareStage(
    name: string,
    { context, config, logsKeyArn }: PaymentApiArgs,
    api: aws.apigateway.RestApi,
  ): aws.apigateway.Stage {
    const log = new ApiAccessLog(
      `${name}-access`,
      {
        context,
        retentionDays: config.accessLogDays,
        logsKeyArn,
        manageAccountLogging: config.manageAccountLogging,
      },
      { parent: this },
    );
    const deployment = new aws.apigateway.Deployment(
      `${name}-deployment`,
      {
        restApi: api.id,
        // A deployment is a snapshot of the document, so a new document is a new deployment.
        triggers: {
          document: api.body.apply((body) =>
            createHash("sha256")
              .update(body ?? "")
              .digest("hex"),
          ),
        },
      },
      { parent: this },
    );
    return new aws.apigateway.Stage(
      `${name}-stage`,
      {
        restApi: api.id,
        deployment: deployment.id,
        stageName: STAGE,
        xrayTracingEnabled: true,
        accessLogSettings: log.settings,
        tags: nameTag(physicalName("api", context, NAME_LIMITS.queue)),
      },
      { parent: this, dependsOn: log.account === undefined ? [] : [log.account] },
    );
  }

  private declareLimits(
    name: string,
    { context, config }: PaymentApiArgs,
    api: aws.apigateway.RestApi,
    stage: aws.apigateway.Stage,
  ): void {
    const { throttleRate, throttleBurst, methodMetrics } = config;
    new aws.apigateway.MethodSettings(
      `${name}-limits`,
      {
        restApi: api.id,
        stageName: stage.stageName,
        methodPath: "*/*",
        settings: {
          throttlingRateLimit: throttleRate,
          throttlingBurstLimit: throttleBurst,
          metricsEnabled: methodMetrics,
          // Execution logs would hold bodies; the access log and traces say what is needed.
          loggingLevel: "OFF",
          dataTraceEnabled: false,
        },
      },
      { parent: this },
    );
    const planName = physicalName("usage-plan", context, NAME_LIMITS.queue);
    new aws.apigateway.UsagePlan(
      `${name}-plan`,
      {
        name: planName,
        apiStages: [{ apiId: api.id, stage: stage.stageName }],
        throttleSettings: { rateLimit: throttleRate, burstLimit: throttleBurst },
        tags: nameTag(planName),
      },
      { parent: this },
    );
  }
}
