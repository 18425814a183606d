import { cloudWatchError, invalidValue } from "./cloudwatch-error";
import { type MetricQuery, QuerySet } from "./metric-query";
import type { MetricStore } from "./metric-store";
import { dimensionsOf } from "./put-metric-data";

type GivenDimensions = Parameters<typeof dimensionsOf>[0];

interface DataQuery {
  readonly Id: string;
  readonly Label?: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: {
    readonly Metric: { Namespace: string; MetricName: string; Dimensions?: GivenDimensions };
    readonly Period: number;
    readonly Stat: string;
    readonly Unit?: string;
  };
}

const datapointsMaximum = 1440;

/** The operation GetMetricData; everything fits into one page. */
export function getMetricData(store: MetricStore, input: Record<string, unknown>) {
  const given = (input.MetricDataQueries ?? []) as DataQuery[];
  const { startMs, endMs } = range(input);
  const queries = new QuerySet(given.map(queryOf));
  const results = queries.returned.map((query) => {
    const periodMs = queries.periodOf(query) * 1000;
    const points: { Timestamp: Date; value: number }[] = [];
    for (let atMs = floor(startMs, periodMs); atMs < endMs; atMs += periodMs) {
      const value = queries.value(store, query.id, atMs);
      if (value !== undefined) points.push({ Timestamp: new Date(atMs), value });
    }
    if (input.ScanBy !== "TimestampAscending") points.reverse();
    return {
      Id: query.id,
      Label: query.label ?? query.metric?.name ?? query.id,
      Timestamps: points.map(({ Timestamp }) => Timestamp),
      Values: points.map(({ value }) => value),
      StatusCode: "Complete",
    };
  });
  return { MetricDataResults: results, Messages: [] };
}

/** The operation GetMetricStatistics. */
export function getMetricStatistics(store: MetricStore, input: Record<string, unknown>) {
  const { startMs, endMs } = range(input);
  const names = [
    ...((input.Statistics ?? []) as string[]),
    ...((input.ExtendedStatistics ?? []) as string[]),
  ];
  if (names.length === 0) {
    throw cloudWatchError("MissingRequiredParameterException", "Statistics are missing.");
  }
  const periodSeconds = Number(input.Period);
  const name = String(input.MetricName);
  const metric = {
    namespace: String(input.Namespace),
    name,
    dimensions: dimensionsOf(input.Dimensions as GivenDimensions),
    unit: input.Unit as string | undefined,
    periodSeconds,
  };
  const queries = new QuerySet(
    names.map((statistic) => ({ id: statistic, metric: { ...metric, statistic } })),
  );
  const periodMs = periodSeconds * 1000;
  if ((endMs - startMs) / periodMs > datapointsMaximum) {
    throw cloudWatchError(
      "InvalidParameterCombinationException",
      `You have requested more than ${datapointsMaximum} datapoints.`,
      "InvalidParameterCombination",
    );
  }
  const Datapoints: Record<string, unknown>[] = [];
  for (let atMs = floor(startMs, periodMs); atMs < endMs; atMs += periodMs) {
    const point: Record<string, unknown> = {};
    const extended: Record<string, number> = {};
    for (const statistic of names) {
      const value = queries.value(store, statistic, atMs);
      if (value === undefined) continue;
      if (statistic.startsWith("p")) extended[statistic] = value;
      else point[statistic] = value;
    }
    if (Object.keys(extended).length > 0) point.ExtendedStatistics = extended;
    if (Object.keys(point).length === 0) continue;
    Datapoints.push({ Timestamp: new Date(atMs), Unit: store.find(metric)?.unit, ...point });
  }
  return { Label: name, Datapoints };
}

/** The operation ListMetrics; everything fits into one page. */
export function listMetrics(store: MetricStore, input: Record<string, unknown>) {
  const wanted = (input.Dimensions ?? []) as { Name: string; Value?: string }[];
  const Metrics = store
    .metrics()
    .filter(
      ({ namespace, name, dimensions }) =>
        (input.Namespace === undefined || input.Namespace === namespace) &&
        (input.MetricName === undefined || input.MetricName === name) &&
        wanted.every(({ Name, Value }) => {
          const value = dimensions[Name];
          return value !== undefined && (Value === undefined || Value === value);
        }),
    )
    .map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    }));
  return { Metrics };
}

function queryOf({ Id, Label, Expression, ReturnData, MetricStat }: DataQuery): MetricQuery {
  return {
    id: Id,
    label: Label,
    expression: Expression,
    returnData: ReturnData,
    metric: MetricStat && {
      namespace: MetricStat.Metric.Namespace,
      name: MetricStat.Metric.MetricName,
      dimensions: dimensionsOf(MetricStat.Metric.Dimensions),
      statistic: MetricStat.Stat,
      periodSeconds: MetricStat.Period,
      unit: MetricStat.Unit,
    },
  };
}

function range({ StartTime, EndTime }: Record<string, unknown>) {
  if (!(StartTime instanceof Date) || !(EndTime instanceof Date) || StartTime >= EndTime) {
    throw invalidValue("StartTime must be before EndTime.");
  }
  return { startMs: StartTime.getTime(), endMs: EndTime.getTime() };
}

function floor(atMs: number, stepMs: number): number {
  return Math.floor(atMs / stepMs) * stepMs;
}
