import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "./context";
import { NAME_LIMITS, nameTag, physicalName } from "./naming";

export interface MetricAlertArgs {
  context: RegionContext;
  /** Part of the alarm's name. */
  purpose: string;
  description: string;
  namespace: string;
  metricName: string;
  dimensions: Record<string, pulumi.Input<string>>;
  statistic: "Sum" | "Maximum";
  /** People are told above this value. */
  above: number;
  periodSeconds: number;
  /** Periods in a row that must be bad. @default 1 */
  periods?: number;
  topicArn: pulumi.Input<string>;
}

/**
 * Tells people when a metric that stays silent in calm rises above a bound: no data is no news
 * here, because AWS reports these metrics only while there is something to report.
 */
export function metricAlert(
  name: string,
  args: MetricAlertArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  const alarmName = physicalName(args.purpose, args.context, NAME_LIMITS.alarm);
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      name: alarmName,
      alarmDescription: args.description,
      namespace: args.namespace,
      metricName: args.metricName,
      dimensions: args.dimensions,
      statistic: args.statistic,
      comparisonOperator: "GreaterThanThreshold",
      threshold: args.above,
      period: args.periodSeconds,
      evaluationPeriods: args.periods ?? 1,
      treatMissingData: "notBreaching",
      alarmActions: [args.topicArn],
      okActions: [args.topicArn],
      tags: nameTag(alarmName),
    },
    opts,
  );
}
