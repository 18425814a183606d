import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Consistency } from "../functions/core/settings";
import type { RegionContext } from "./context";
import { metricAlert } from "./metric-alert";
import { NAME_LIMITS, nameTag, physicalName } from "./naming";
import { allow, trustService } from "./region/statement";
import { failoverDefinition } from "./workflow/definition";
import { stateMachineName } from "./workflow/state-machine-name";
import { DATABASE_STEPS, WORKFLOW_STEPS, type WorkflowStep } from "./workflow/steps";

export interface FailoverWorkflowArgs {
  context: RegionContext;

  /** ARN of the alias `live` of each step's function in this region. */
  functionArns: Readonly<Partial<Record<WorkflowStep, pulumi.Input<string>>>>;

  /** Whether a ledger is declared, so that its database is promoted. */
  database: boolean;

  consistency: Consistency;

  /** Shares of traffic in a failback, see `canarySharesOf`. */
  canaryShares: readonly number[];

  /** The longest that people may take to approve. */
  approvalTimeoutSeconds: number;

  alertsTopicArn: pulumi.Input<string>;

  /** How long the execution log is kept. */
  logDays: number;

  /** Key that CloudWatch Logs may use; without it the log is encrypted with a key of AWS. */
  logKeyArn?: pulumi.Input<string>;
}

/**
 * The state machine that makes this region the active one: for a failover in the secondary, for a
 * failback in the primary.
 * Cross-region: both regions have the same one, and each runs only its own takeover.
 */
export class FailoverWorkflow extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  public readonly name: pulumi.Output<string>;

  constructor(name: string, args: FailoverWorkflowArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:FailoverWorkflow", name, {}, opts);
    const { context } = args;
    const machineName = stateMachineName(context);
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-log`,
      {
        // AWS keeps the delivery permissions of this prefix short enough for its own limit.
        name: `/aws/vendedlogs/states/${machineName}`,
        retentionInDays: args.logDays,
        ...(args.logKeyArn === undefined ? {} : { kmsKeyId: args.logKeyArn }),
        tags: nameTag(machineName),
      },
      { parent: this },
    );
    const arns = stepArns(args);
    const { role, policy } = this.declareRole(name, context, Object.values(arns));
    const machine = new aws.sfn.StateMachine(
      `${name}-machine`,
      {
        name: machineName,
        type: "STANDARD",
        roleArn: role.arn,
        definition: definitionOf(args, arns),
        loggingConfiguration: {
          level: "ALL",
          // The data contains the task token that lets an approver answer; history keeps it, logs
          // do not.
          includeExecutionData: false,
          logDestination: pulumi.interpolate`${logs.arn}:*`,
        },
        tracingConfiguration: { enabled: true },
        tags: nameTag(machineName),
      },
      { parent: this, dependsOn: [policy] },
    );
    this.declareAlarms(name, args, machine.arn);
    this.arn = machine.arn;
    this.name = machine.name;
    this.registerOutputs({ arn: this.arn, name: this.name });
  }

  private declareRole(
    name: string,
    context: RegionContext,
    functionArns: readonly pulumi.Input<string>[],
  ): { role: aws.iam.Role; policy: aws.iam.RolePolicy } {
    const roleName = physicalName("failover", context, NAME_LIMITS.role);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: roleName,
        assumeRolePolicy: trustService("states.amazonaws.com", context.accountId),
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
            purpose: "InvokeTheSteps",
            actions: ["lambda:InvokeFunction"],
            resources: functionArns,
          },
          // AWS supports no narrower resource for the delivery of logs and traces.
          { purpose: "DeliverLogs", actions: LOG_DELIVERY, resources: ["*"] },
          { purpose: "DeliverTraces", actions: TRACE_DELIVERY, resources: ["*"] },
        ]),
      },
      { parent: this },
    );
    return { role, policy };
  }

  private declareAlarms(
    name: string,
    { context, alertsTopicArn }: FailoverWorkflowArgs,
    machineArn: pulumi.Input<string>,
  ): void {
    for (const [ending, metricName] of BAD_ENDINGS) {
      metricAlert(
        `${name}-${ending}`,
        {
          context,
          purpose: `failover-${ending}`,
          description: `A failover workflow of this region ${ending}: read its evidence and the runbook.`,
          namespace: "AWS/States",
          metricName,
          dimensions: { StateMachineArn: machineArn },
          statistic: "Sum",
          above: 0,
          periodSeconds: 60,
          topicArn: alertsTopicArn,
        },
        { parent: this },
      );
    }
  }
}

const LOG_DELIVERY = [
  "logs:CreateLogDelivery",
  "logs:GetLogDelivery",
  "logs:UpdateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:DescribeResourcePolicies",
  "logs:DescribeLogGroups",
];

const TRACE_DELIVERY = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
];

const BAD_ENDINGS = [
  ["failed", "ExecutionsFailed"],
  ["timed-out", "ExecutionsTimedOut"],
  ["aborted", "ExecutionsAborted"],
] as const;

type GivenArns = Readonly<Partial<Record<WorkflowStep, pulumi.Input<string>>>>;

/** The functions that this stack's workflow needs; one that is missing fails the preview. */
function stepArns({ functionArns, database }: FailoverWorkflowArgs): GivenArns {
  const needed = WORKFLOW_STEPS.filter((step) => database || !DATABASE_STEPS.includes(step));
  const missing = needed.filter((step) => functionArns[step] === undefined);
  if (missing.length > 0) {
    throw new Error(`the failover workflow lacks the functions ${missing.join(", ")}`);
  }
  return Object.fromEntries(needed.map((step) => [step, functionArns[step]]));
}

function definitionOf(args: FailoverWorkflowArgs, arns: GivenArns): pulumi.Output<string> {
  const { database, consistency, canaryShares, approvalTimeoutSeconds } = args;
  return pulumi.output(arns).apply((known) =>
    JSON.stringify(
      failoverDefinition({
        arns: known,
        database,
        consistency,
        canaryShares,
        approvalTimeoutSeconds,
      }),
    ),
  );
}
