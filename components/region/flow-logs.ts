import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { allow, trustService } from "./statement";

export interface FlowLogsArgs {
  context: RegionContext;
  vpcId: pulumi.Input<string>;
  retentionDays: number;
  logsKeyArn: pulumi.Input<string>;
}

/** Who talked to whom in the network, and what was turned away. */
export class FlowLogs extends pulumi.ComponentResource {
  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:FlowLogs", name, {}, opts);
    const { context } = args;
    const logGroupName = `/payments/network/${physicalName("flow", context, NAME_LIMITS.role)}`;
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
    const roleName = physicalName("flow-logs", context, NAME_LIMITS.role);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: roleName,
        assumeRolePolicy: trustService("vpc-flow-logs.amazonaws.com", context.accountId),
        tags: nameTag(roleName),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        name: roleName,
        role: role.name,
        policy: allow([
          {
            purpose: "WriteFlowRecords",
            actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            resources: [logGroup.arn, pulumi.interpolate`${logGroup.arn}:*`],
          },
        ]),
      },
      { parent: this },
    );
    new aws.ec2.FlowLog(
      `${name}-records`,
      {
        vpcId: args.vpcId,
        trafficType: "ALL",
        logDestinationType: "cloud-watch-logs",
        logDestination: logGroup.arn,
        iamRoleArn: role.arn,
        maxAggregationInterval: 600,
        tags: nameTag(physicalName("flow", context, NAME_LIMITS.role)),
      },
      { parent: this, dependsOn: [policy] },
    );
    this.registerOutputs({});
  }
}
