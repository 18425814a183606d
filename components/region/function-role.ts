import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "../../functions/core/function-catalogue";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { attachmentOf, type FunctionHost } from "./function-host";
import { tracingModeOf } from "./function-settings";
import { allow, type Statement, trustService } from "./statement";

export interface FunctionRoleArgs {
  host: FunctionHost;
  functionName: FunctionName;
  logGroupArn: pulumi.Input<string>;
  /** What the handler does, by purpose. */
  statements: readonly Statement[];
}

/** The role of one function in one region: what its handler does, and what Lambda does for it. */
export class FunctionRole extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  /** Lambda checks the permissions of a role when it uses it, so a function waits for its policy. */
  public readonly policy: aws.iam.RolePolicy;

  constructor(name: string, args: FunctionRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:FunctionRole", name, {}, opts);
    const { host, functionName, logGroupArn, statements } = args;
    const roleName = physicalName(functionName, host.context, NAME_LIMITS.role);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: roleName,
        assumeRolePolicy: trustService("lambda.amazonaws.com"),
        tags: nameTag(roleName),
      },
      { parent: this },
    );
    this.policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        name: roleName,
        role: role.name,
        policy: allow([...statements, ...platformStatements(functionName, host, logGroupArn)]),
      },
      { parent: this },
    );
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

function platformStatements(
  functionName: FunctionName,
  host: FunctionHost,
  logGroupArn: pulumi.Input<string>,
): Statement[] {
  const statements: Statement[] = [
    {
      purpose: "WriteItsLog",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [pulumi.interpolate`${logGroupArn}:*`],
    },
  ];
  if (tracingModeOf(functionName, host.config) === "Active") {
    statements.push({
      purpose: "RecordTraces",
      // X-Ray has no resources to name.
      actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
      resources: ["*"],
    });
  }
  if (host.asyncDeadLettersArn !== undefined) {
    statements.push({
      purpose: "KeepEventsThatFailed",
      actions: ["sqs:SendMessage"],
      resources: [host.asyncDeadLettersArn],
    });
  }
  if (attachmentOf(functionName, host) !== undefined) statements.push(...networkStatements(host));
  return statements;
}

function networkStatements({ context }: FunctionHost): Statement[] {
  return [
    {
      purpose: "AttachToTheNetwork",
      actions: [
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
      ],
      // Lambda asks for every resource of the region by this form; a narrower one is refused.
      resources: [pulumi.interpolate`arn:aws:ec2:${context.region}:${context.accountId}:*/*`],
    },
    {
      purpose: "LookAtTheNetwork",
      // Describing has no resources to name.
      actions: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
      resources: ["*"],
    },
  ];
}
