import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  FUNCTIONS,
  type FunctionName,
  type FunctionSpec,
} from "../../functions/core/function-catalogue";
import { lambdaCode } from "../lambda-code";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { reservationsOf } from "./concurrency";
import { type EnvironmentValues, environmentOf } from "./environment";
import { FunctionAlarms } from "./function-alarms";
import { attachmentOf, type FunctionHost } from "./function-host";
import { FunctionRole } from "./function-role";
import { memoryMbOf, tracingModeOf, WAITED_FOR } from "./function-settings";
import { type FunctionRelease, GradualRelease, isReleasedGradually } from "./gradual-release";
import type { Statement } from "./statement";

/** The alias that everything calls; a release moves it to a new version. */
export const LIVE = "live";

/** The runtime trusts the database's authorities only when it is told where Lambda keeps them. */
const DATABASE_TRUST = { NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem" } as const;

export interface PaymentFunctionArgs {
  functionName: FunctionName;
  host: FunctionHost;
  /** Values for the environment; exactly the keys of the catalogue are taken. */
  environment: EnvironmentValues;
  /** What the handler does, by purpose: these become the role's only permissions. */
  statements: readonly Statement[];
}

/** One function of the product in one region, with everything that AWS needs around it. */
export class PaymentFunction extends pulumi.ComponentResource {
  public readonly functionName: FunctionName;
  /** The function's physical name. */
  public readonly name: string;
  /** ARN of the alias: what callers invoke and roles name. */
  public readonly aliasArn: pulumi.Output<string>;
  /** ARN through which API Gateway invokes the alias. */
  public readonly aliasInvokeArn: pulumi.Output<string>;
  public readonly roleArn: pulumi.Output<string>;
  /** Where CodeDeploy has to move the alias to; absent when this program moves it by itself. */
  public readonly release: FunctionRelease | undefined;
  private readonly alias: aws.lambda.Alias;

  constructor(name: string, args: PaymentFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:PaymentFunction", name, {}, opts);
    const { functionName, host } = args;
    this.functionName = functionName;
    this.name = physicalName(functionName, host.context, NAME_LIMITS.function);

    const logGroup = this.declareLogGroup(name, host);
    const role = new FunctionRole(
      name,
      { host, functionName, logGroupArn: logGroup.arn, statements: args.statements },
      { parent: this },
    );
    const fn = this.declareFunction(name, args, role, logGroup);
    const alias = this.declareAlias(name, host, fn);
    this.alias = alias;
    if (host.asyncDeadLettersArn !== undefined) {
      this.declareFailureDestination(name, fn, alias, host.asyncDeadLettersArn);
    }
    this.declareStandingEnvironments(name, host, fn, alias);
    this.release = this.declareAlarms(name, host, fn);

    this.aliasArn = alias.arn;
    this.aliasInvokeArn = alias.invokeArn;
    this.roleArn = role.arn;
    this.registerOutputs({ aliasArn: this.aliasArn, roleArn: this.roleArn });
  }

  /** Lets a service invoke the alias, for one of its resources only. */
  allowInvocation(
    name: string,
    principal: string,
    sourceArn: pulumi.Input<string>,
  ): aws.lambda.Permission {
    return new aws.lambda.Permission(
      `${name}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: this.name,
        qualifier: LIVE,
        principal,
        sourceArn,
      },
      // The alias must exist first; its ARN is not an input of the permission.
      { parent: this, dependsOn: [this.alias] },
    );
  }

  private declareLogGroup(name: string, { context, config, logsKeyArn }: FunctionHost) {
    const logGroupName = `/aws/lambda/${physicalName(this.functionName, context, NAME_LIMITS.function)}`;
    return new aws.cloudwatch.LogGroup(
      `${name}-log`,
      {
        name: logGroupName,
        retentionInDays: config.functions.logDays,
        ...(logsKeyArn === undefined ? {} : { kmsKeyId: logsKeyArn }),
        tags: nameTag(logGroupName),
      },
      { parent: this },
    );
  }

  private declareFunction(
    name: string,
    { host, environment }: PaymentFunctionArgs,
    role: FunctionRole,
    logGroup: aws.cloudwatch.LogGroup,
  ): aws.lambda.Function {
    const spec: FunctionSpec = FUNCTIONS[this.functionName];
    const attachment = attachmentOf(this.functionName, host);
    const reserved = host.config.functions.reserved;
    const trust = spec.environment.includes("LEDGER_DATABASE") ? DATABASE_TRUST : {};
    return new aws.lambda.Function(
      `${name}-function`,
      {
        name: this.name,
        role: role.arn,
        code: lambdaCode(this.functionName),
        handler: "index.handler",
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        memorySize: memoryMbOf(this.functionName, host.config),
        timeout: spec.timeoutSeconds,
        publish: true,
        environment: {
          variables: { ...environmentOf(this.functionName, environment), ...trust },
        },
        tracingConfig: { mode: tracingModeOf(this.functionName, host.config) },
        // Text leaves the lines alone: the function writes JSON and metrics itself.
        loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
        ...(reserved
          ? { reservedConcurrentExecutions: reservationsOf(host.config)[this.functionName] }
          : {}),
        ...(attachment === undefined
          ? {}
          : {
              vpcConfig: {
                subnetIds: attachment.subnetIds,
                securityGroupIds: [attachment.securityGroupId],
              },
            }),
        tags: nameTag(this.name),
      },
      { parent: this, dependsOn: [role.policy] },
    );
  }

  private declareAlias(name: string, { config }: FunctionHost, fn: aws.lambda.Function) {
    const { canary, canaryWeight, stableVersions } = config.functions;
    const gradual = isReleasedGradually(this.functionName);
    const stable = canary === "alias" && gradual ? stableVersions[this.functionName] : undefined;
    const target =
      stable === undefined
        ? { functionVersion: fn.version }
        : {
            functionVersion: stable,
            routingConfig: {
              additionalVersionWeights: fn.version.apply((version) => ({
                [version]: canaryWeight,
              })),
            },
          };
    return new aws.lambda.Alias(
      `${name}-live`,
      { name: LIVE, functionName: fn.name, ...target },
      {
        parent: this,
        // CodeDeploy moves the alias; the next `pulumi up` must not move it back.
        ignoreChanges:
          canary === "codedeploy" && gradual ? ["functionVersion", "routingConfig"] : [],
      },
    );
  }

  private declareFailureDestination(
    name: string,
    fn: aws.lambda.Function,
    alias: aws.lambda.Alias,
    destination: pulumi.Input<string>,
  ): void {
    new aws.lambda.FunctionEventInvokeConfig(
      `${name}-failures`,
      {
        functionName: fn.name,
        qualifier: alias.name,
        // A schedule comes again by itself, and an alarm that is an hour old decides nothing.
        maximumEventAgeInSeconds: 300,
        maximumRetryAttempts: 2,
        destinationConfig: { onFailure: { destination } },
      },
      { parent: this },
    );
  }

  private declareStandingEnvironments(
    name: string,
    { config }: FunctionHost,
    fn: aws.lambda.Function,
    alias: aws.lambda.Alias,
  ): void {
    const count = config.functions.provisionedConcurrency;
    if (count === 0 || !WAITED_FOR.includes(this.functionName)) return;
    new aws.lambda.ProvisionedConcurrencyConfig(
      `${name}-standing`,
      {
        functionName: fn.name,
        qualifier: alias.name,
        provisionedConcurrentExecutions: count,
      },
      { parent: this },
    );
  }

  private declareAlarms(
    name: string,
    host: FunctionHost,
    fn: aws.lambda.Function,
  ): FunctionRelease | undefined {
    const { alertsTopicArn, releases, config } = host;
    if (alertsTopicArn === undefined || config.alarms.functions === "together") return undefined;
    const { functionName } = this;
    const alarms = new FunctionAlarms(
      `${name}-alarms`,
      { host, functionName, alertsTopicArn },
      { parent: this },
    );
    if (releases === undefined || !isReleasedGradually(functionName)) return undefined;
    return new GradualRelease(
      `${name}-release`,
      {
        context: host.context,
        functionName,
        alias: LIVE,
        targetVersion: fn.version,
        releases,
        stopAlarm: alarms.errorsAlarmName,
      },
      { parent: this },
    ).release;
  }
}
