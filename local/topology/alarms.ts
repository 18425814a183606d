import type { AlarmDeclaration } from "../engine/cloudwatch/alarm-declaration";
import type { ResourceNode } from "../program/resource-node";
import { type Declared, declared } from "./declared";

interface DeclaredQuery {
  readonly id: string;
  readonly expression?: string;
  readonly label?: string;
  readonly returnData?: boolean;
  readonly metric?: {
    readonly metricName: string;
    readonly namespace: string;
    readonly dimensions?: Readonly<Record<string, string>>;
    readonly period: number;
    readonly stat: string;
    readonly unit?: string;
  };
}

/** Metric alarms of a region, as they would be evaluated. */
export function readAlarms(nodes: readonly ResourceNode[], region: string): AlarmDeclaration[] {
  return declared(nodes, "cloudwatch/metricAlarm:MetricAlarm")
    .filter((one) => one.region === region)
    .map(alarmOf);
}

function alarmOf(one: Declared): AlarmDeclaration {
  const queries = one.list<DeclaredQuery>("metricQueries");
  const description = one.optionalText("alarmDescription");
  const datapoints = one.number("datapointsToAlarm");
  return {
    name: one.text("name"),
    ...(description ? { description } : {}),
    ...(queries.length > 0 ? { queries: queries.map(queryOf) } : { metric: metricOf(one) }),
    comparisonOperator: one.text("comparisonOperator") as AlarmDeclaration["comparisonOperator"],
    threshold: one.number("threshold") ?? 0,
    evaluationPeriods: one.number("evaluationPeriods") ?? 1,
    ...(datapoints === undefined ? {} : { datapointsToAlarm: datapoints }),
    treatMissingData: (one.optionalText("treatMissingData") ?? "missing") as NonNullable<
      AlarmDeclaration["treatMissingData"]
    >,
    actionsEnabled: one.node.inputs.actionsEnabled !== false,
    alarmActions: one.list<string>("alarmActions"),
    okActions: one.list<string>("okActions"),
    insufficientDataActions: one.list<string>("insufficientDataActions"),
  };
}

function metricOf(one: Declared) {
  return {
    namespace: one.text("namespace"),
    name: one.text("metricName"),
    dimensions: one.object("dimensions") as Readonly<Record<string, string>>,
    statistic: one.optionalText("extendedStatistic") ?? one.text("statistic"),
    periodSeconds: one.number("period") ?? 60,
  };
}

function queryOf({ id, expression, label, metric, returnData }: DeclaredQuery) {
  return {
    id,
    ...(label ? { label } : {}),
    ...(expression ? { expression } : {}),
    ...(metric
      ? {
          metric: {
            namespace: metric.namespace,
            name: metric.metricName,
            dimensions: metric.dimensions ?? {},
            statistic: metric.stat,
            periodSeconds: metric.period,
          },
        }
      : {}),
    returnData: returnData ?? false,
  };
}
