import { parseArn } from "../arn";
import type { AlarmTransition } from "./alarm";

/** What a topic is told about an alarm: the subject for people, the JSON for programs. */
export function alarmNotification({ alarm, from, to, reason, atMs, region }: AlarmTransition) {
  const { declaration, arn } = alarm;
  const { metric, comparisonOperator, threshold, evaluationPeriods } = declaration;
  return {
    subject: `${to}: "${declaration.name}" in ${region}`.slice(0, 100),
    message: JSON.stringify({
      AlarmName: declaration.name,
      AlarmDescription: declaration.description ?? null,
      AWSAccountId: parseArn(arn).account,
      NewStateValue: to,
      NewStateReason: reason,
      StateChangeTime: new Date(atMs).toISOString().replace("Z", "+0000"),
      Region: region,
      AlarmArn: arn,
      OldStateValue: from,
      OKActions: declaration.okActions ?? [],
      AlarmActions: declaration.alarmActions ?? [],
      InsufficientDataActions: declaration.insufficientDataActions ?? [],
      Trigger: {
        ...(metric && {
          MetricName: metric.name,
          Namespace: metric.namespace,
          Statistic: metric.statistic,
          Dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({ name, value })),
          Period: metric.periodSeconds,
        }),
        EvaluationPeriods: evaluationPeriods,
        DatapointsToAlarm: declaration.datapointsToAlarm ?? evaluationPeriods,
        ComparisonOperator: comparisonOperator,
        Threshold: threshold,
        TreatMissingData: declaration.treatMissingData ?? "missing",
      },
    }),
  };
}
