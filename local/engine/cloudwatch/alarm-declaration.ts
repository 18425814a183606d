import { parseArn } from "../arn";
import { NotModelled } from "../aws-error";
import { invalidValue } from "./cloudwatch-error";
import type { MetricQuery, MetricStat } from "./metric-query";

/** The three states of an alarm. */
export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** What an alarm makes of periods without data. */
export type TreatMissingData = "missing" | "ignore" | "breaching" | "notBreaching";

const comparisons = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;

/** A metric alarm as it is declared: over one metric, or over queries of which one is returned. */
export interface AlarmDeclaration {
  readonly name: string;
  readonly description?: string;
  readonly metric?: MetricStat;
  readonly queries?: readonly MetricQuery[];
  readonly comparisonOperator: keyof typeof comparisons;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  /** @default all evaluation periods */
  readonly datapointsToAlarm?: number;
  /** @default "missing" ("ignore" for the metrics of DynamoDB, as on AWS) */
  readonly treatMissingData?: TreatMissingData;
  /** @default true */
  readonly actionsEnabled?: boolean;
  readonly alarmActions?: readonly string[];
  readonly okActions?: readonly string[];
  readonly insufficientDataActions?: readonly string[];
}

/** Whether a value is on the wrong side of the threshold. */
export function breaches({ comparisonOperator, threshold }: AlarmDeclaration, value: number) {
  return comparisons[comparisonOperator](value, threshold);
}

/** The declared treatment of missing data, or the default of AWS. */
export function treatmentOf({ treatMissingData, metric }: AlarmDeclaration): TreatMissingData {
  return treatMissingData ?? (metric?.namespace === "AWS/DynamoDB" ? "ignore" : "missing");
}

/** Refuses what CloudWatch refuses and actions that are not modelled; answers the actions. */
export function checkAlarm(region: string, alarm: AlarmDeclaration): readonly string[] {
  const { name, evaluationPeriods, datapointsToAlarm, comparisonOperator, threshold } = alarm;
  if (name === "" || name.length > 255) throw invalidValue(`${name} is not an alarm name.`);
  if (!comparisons[comparisonOperator]) {
    throw new NotModelled("cloudwatch", "PutMetricAlarm", `operator ${comparisonOperator}`);
  }
  if (!Number.isFinite(threshold)) throw invalidValue(`${name} has the threshold ${threshold}.`);
  if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1) {
    throw invalidValue(`${name} has ${evaluationPeriods} evaluation periods.`);
  }
  const needed = datapointsToAlarm ?? evaluationPeriods;
  if (!Number.isInteger(needed) || needed < 1 || needed > evaluationPeriods) {
    throw invalidValue(`${name} needs ${needed} of ${evaluationPeriods} datapoints.`);
  }
  if (!alarm.metric === !alarm.queries) throw invalidValue(`${name} needs a metric or queries.`);
  const { alarmActions = [], okActions = [], insufficientDataActions = [] } = alarm;
  const actions = [...alarmActions, ...okActions, ...insufficientDataActions];
  for (const arn of actions) {
    const target = parseArn(arn);
    if (target.service !== "sns") {
      throw new NotModelled("cloudwatch", "PutMetricAlarm", `action ${arn}`);
    }
    // Cross-region: an alarm tells only topics of its own region.
    if (target.region !== region) throw invalidValue(`Invalid region in ARN ${arn}.`);
  }
  return actions;
}
