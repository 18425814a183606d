import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { trustService } from "./statement";

export interface ApiAccessLogArgs {
  context: RegionContext;
  retentionDays: number;
  logsKeyArn: pulumi.Input<string>;
  /** Whether this stack owns the role with which API Gateway logs in this account and region. */
  manageAccountLogging: boolean;
}

/** One line per request. No body and no token: an access log is read by many. */
const FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTimeEpoch",
  method: "$context.httpMethod",
  path: "$context.resourcePath",
  status: "$context.status",
  latencyMs: "$context.responseLatency",
  integrationMs: "$context.integration.latency",
  error: "$context.error.responseType",
  domain: "$context.domainName",
  sourceIp: "$context.identity.sourceIp",
  trace: "$context.xrayTraceId",
});

/** The access log of a region's API and, by configuration, the account's permission to write it. */
export class ApiAccessLog extends pulumi.ComponentResource {
  public readonly settings: { readonly destinationArn: pulumi.Output<string>; format: string };
  /** The stage waits for it: API Gateway refuses to log before the account has a role. */
  public readonly account: aws.apigateway.Account | undefined;

  constructor(name: string, args: ApiAccessLogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:ApiAccessLog", name, {}, opts);
    const logGroupName = `/payments/api/${physicalName("access", args.context, NAME_LIMITS.role)}`;
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-log`,
      {
        name: logGroupName,
        retentionInDays: args.retentionDays,
        kmsKeyId: args.logsKeyArn,
        tags: nameTag(logGroupName),
      },
      { parent: this },
    );
    this.account = args.manageAccountLogging ? this.declareAccount(name, args.context) : undefined;
    this.settings = { destinationArn: logGroup.arn, format: FORMAT };
    this.registerOutputs({});
  }

  private declareAccount(name: string, context: RegionContext): aws.apigateway.Account {
    const roleName = physicalName("api-logging", context, NAME_LIMITS.role);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: roleName,
        assumeRolePolicy: trustService("apigateway.amazonaws.com"),
        tags: nameTag(roleName),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicyAttachment(
      `${name}-policy`,
      {
        role: role.name,
        // API Gateway checks for exactly the permissions of this policy of AWS.
        policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
      },
      { parent: this },
    );
    return new aws.apigateway.Account(
      `${name}-account`,
      { cloudwatchRoleArn: role.arn },
      { parent: this, dependsOn: [policy] },
    );
  }
}
