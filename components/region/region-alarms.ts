import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config";
import { strongSetOf } from "../config/regions-config";
import type { RegionContext } from "../context";
import { globalName, NAME_LIMITS, nameTag, physicalName } from "../naming";
import { STAGE } from "./payment-api";

export interface RegionAlarmsArgs {
  context: RegionContext;
  config: Pick<StackConfig, "alarms" | "consistency" | "ledger">;
  alertsTopicArn: pulumi.Input<string>;
}

/** How an alarm measures; the rest is the same for all of them. */
type Measure = Pick<
  aws.cloudwatch.MetricAlarmArgs,
  | "namespace"
  | "metricName"
  | "dimensions"
  | "statistic"
  | "extendedStatistic"
  | "metricQueries"
  | "threshold"
  | "evaluationPeriods"
  | "comparisonOperator"
  | "treatMissingData"
>;

const PERIOD_SECONDS = 60;

/** Where functions write their own metrics. */
export const METRICS_NAMESPACE = "PaymentsDr";

/** Alarms of a region on what clients feel and on what would soon be felt. */
export class RegionAlarms extends pulumi.ComponentResource {
  constructor(
    private readonly prefix: string,
    private readonly args: RegionAlarmsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("payments:region:RegionAlarms", prefix, {}, opts);
    this.watchApi();
    if (args.config.alarms.functions === "together") this.watchFunctions();
    this.watchTables();
    this.watchQueues();
    this.watchHeartbeats();
    this.registerOutputs({});
  }

  private watchApi(): void {
    const { alarms } = this.args.config;
    const ApiName = physicalName("api", this.args.context, NAME_LIMITS.queue);
    const api = { namespace: "AWS/ApiGateway", dimensions: { ApiName, Stage: STAGE } };
    this.alarm("api-latency", "Clients wait too long on average.", {
      ...api,
      metricName: "Latency",
      statistic: "Average",
      threshold: alarms.latencyMs,
      evaluationPeriods: 2,
    });
    this.alarm("api-p99", "One client in a hundred waits too long.", {
      ...api,
      metricName: "Latency",
      extendedStatistic: "p99",
      threshold: alarms.p99LatencyMs,
      evaluationPeriods: 2,
    });
    const sum = (id: string, metricName: string) => ({
      id,
      metric: { ...api, metricName, stat: "Sum", period: PERIOD_SECONDS },
    });
    this.alarm("api-errors", "Too many requests end in an error of ours.", {
      metricQueries: [
        sum("errors", "5XXError"),
        sum("requests", "Count"),
        {
          id: "share",
          expression: "100 * errors / requests",
          label: "errors per hundred requests",
          returnData: true,
        },
      ],
      threshold: alarms.serverErrorPercent,
      evaluationPeriods: 2,
    });
  }

  /** Lambda also reports each of these once for all functions of the account and region. */
  private watchFunctions(): void {
    const counted = { namespace: "AWS/Lambda", statistic: "Sum", threshold: 0 } as const;
    this.alarm("functions-errors", "An invocation of some function failed.", {
      ...counted,
      metricName: "Errors",
      evaluationPeriods: 1,
    });
    this.alarm("functions-throttles", "An invocation found no free concurrency.", {
      ...counted,
      metricName: "Throttles",
      evaluationPeriods: 1,
    });
  }

  private watchTables(): void {
    const { context, config } = this.args;
    for (const purpose of ["transactions", "control", "sessions"]) {
      const TableName = globalName(purpose, context.suffix, NAME_LIMITS.table);
      const sum = (id: string, metricName: string) => ({
        id,
        metric: {
          namespace: "AWS/DynamoDB",
          metricName,
          dimensions: { TableName },
          stat: "Sum",
          period: PERIOD_SECONDS,
        },
      });
      this.alarm(`${purpose}-throttled`, "The table turned requests away.", {
        metricQueries: [
          sum("reads", "ReadThrottleEvents"),
          sum("writes", "WriteThrottleEvents"),
          {
            id: "both",
            // Each of the two is reported only while it happens.
            expression: "FILL(reads, 0) + FILL(writes, 0)",
            label: "throttled reads and writes",
            returnData: true,
          },
        ],
        threshold: 0,
        evaluationPeriods: 1,
      });
      // Cross-region: strongly consistent tables have no lag and no such metric; an alarm on it could never fire.
      const lags =
        purpose === "sessions" ||
        (purpose === "transactions" && isEventual(config)) ||
        (purpose === "control" && !strongSetOf(context.region, context.peerRegion));
      if (lags) this.watchLag(purpose, TableName);
    }
  }

  private watchLag(purpose: string, TableName: string): void {
    const { context, config } = this.args;
    this.alarm(`${purpose}-lag`, "The other region's replica falls behind.", {
      namespace: "AWS/DynamoDB",
      metricName: "ReplicationLatency",
      dimensions: { TableName, ReceivingRegion: context.peerRegion },
      statistic: "Average",
      threshold: config.alarms.replicationLagMs,
      evaluationPeriods: 2,
    });
  }

  private watchQueues(): void {
    const { context, config } = this.args;
    const ledger = config.ledger.kind === "none" ? [] : ["ledger-queue"];
    const queues = ["processing-queue", "notifications-queue", "archive-queue", ...ledger];
    for (const purpose of queues) {
      this.alarm(`${purpose}-age`, "A message waits too long: its consumer does not keep up.", {
        namespace: "AWS/SQS",
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: physicalName(purpose, context, NAME_LIMITS.queue) },
        statistic: "Maximum",
        // The archive gathers its batches on purpose.
        threshold: config.alarms.queueAgeSeconds + (purpose === "archive-queue" ? 60 : 0),
        evaluationPeriods: 2,
      });
    }
  }

  private watchHeartbeats(): void {
    for (const functionName of ["detect", "sweep"] as const) {
      this.alarm(
        `${functionName}-silent`,
        "It has stopped running: nobody would notice a disaster.",
        {
          namespace: "AWS/Lambda",
          metricName: "Invocations",
          dimensions: {
            FunctionName: physicalName(functionName, this.args.context, NAME_LIMITS.function),
          },
          statistic: "Sum",
          threshold: 1,
          // It runs every minute, and a minute may begin just after one run and end just before the next.
          evaluationPeriods: 3,
          comparisonOperator: "LessThanThreshold",
          treatMissingData: "breaching",
        },
      );
    }
    const counted = { namespace: METRICS_NAMESPACE, statistic: "Sum", threshold: 0 } as const;
    this.alarm("canary", "The region says of itself that it cannot take payments.", {
      ...counted,
      metricName: "HealthNotGood",
      dimensions: { service: "health" },
      evaluationPeriods: 2,
    });
    this.alarm("in-doubt", "A payment may or may not have been charged: people must look.", {
      ...counted,
      metricName: "PaymentInDoubt",
      dimensions: { service: "process" },
      evaluationPeriods: 1,
    });
  }

  private alarm(purpose: string, alarmDescription: string, measure: Measure): void {
    const { context, alertsTopicArn } = this.args;
    const alarmName = physicalName(purpose, context, NAME_LIMITS.alarm);
    new aws.cloudwatch.MetricAlarm(
      `${this.prefix}-${purpose}`,
      {
        name: alarmName,
        alarmDescription,
        comparisonOperator: "GreaterThanThreshold",
        // Nothing happened, nothing was measured: that is calm, unless the measure says otherwise.
        treatMissingData: "notBreaching",
        ...(measure.metricQueries === undefined ? { period: PERIOD_SECONDS } : {}),
        ...measure,
        alarmActions: [alertsTopicArn],
        okActions: [alertsTopicArn],
        tags: nameTag(alarmName),
      },
      { parent: this },
    );
  }
}

function isEventual({ consistency }: RegionAlarmsArgs["config"]): boolean {
  return consistency === "eventual";
}
