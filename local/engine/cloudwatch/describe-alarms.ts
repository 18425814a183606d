import type { Alarm } from "./alarm";
import { treatmentOf } from "./alarm-declaration";
import { invalidValue } from "./cloudwatch-error";

/** The operation DescribeAlarms, page by page; the token is where the next page starts. */
export function describeAlarms(alarms: Iterable<Alarm>, input: Record<string, unknown>) {
  const { AlarmNames, AlarmNamePrefix = "", StateValue, MaxRecords = 50, NextToken } = input;
  const size = Number(MaxRecords);
  const start = NextToken === undefined ? 0 : Number(NextToken);
  if (!(size >= 1 && size <= 100) || !Number.isInteger(start)) {
    throw invalidValue("MaxRecords must be in 1..100 and NextToken a known token.");
  }
  const names = AlarmNames as string[] | undefined;
  const matching = [...alarms]
    .filter(
      ({ declaration: { name }, state }) =>
        (!names || names.includes(name)) &&
        name.startsWith(String(AlarmNamePrefix)) &&
        (StateValue === undefined || StateValue === state),
    )
    .sort((a, b) => (a.declaration.name < b.declaration.name ? -1 : 1));
  return {
    MetricAlarms: matching.slice(start, start + size).map(described),
    CompositeAlarms: [],
    NextToken: start + size < matching.length ? String(start + size) : undefined,
  };
}

function described(alarm: Alarm) {
  const { declaration, arn, state, reason, updatedAtMs, actionsEnabled } = alarm;
  const { metric, evaluationPeriods } = declaration;
  const isPercentile = metric?.statistic.startsWith("p");
  return {
    AlarmName: declaration.name,
    AlarmArn: arn,
    AlarmDescription: declaration.description,
    ActionsEnabled: actionsEnabled,
    AlarmActions: declaration.alarmActions ?? [],
    OKActions: declaration.okActions ?? [],
    InsufficientDataActions: declaration.insufficientDataActions ?? [],
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: new Date(updatedAtMs),
    ...(metric && {
      Namespace: metric.namespace,
      MetricName: metric.name,
      Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
      ...(isPercentile ? { ExtendedStatistic: metric.statistic } : { Statistic: metric.statistic }),
      Period: metric.periodSeconds,
      Unit: metric.unit,
    }),
    EvaluationPeriods: evaluationPeriods,
    DatapointsToAlarm: declaration.datapointsToAlarm ?? evaluationPeriods,
    Threshold: declaration.threshold,
    ComparisonOperator: declaration.comparisonOperator,
    TreatMissingData: treatmentOf(declaration),
  };
}
