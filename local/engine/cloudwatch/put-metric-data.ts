import type { Timeline } from "../timeline";
import { invalidValue } from "./cloudwatch-error";
import type { Sample } from "./metric-series";
import type { MetricStore } from "./metric-store";
import type { Dimensions } from "./record-metric";

interface StatisticSet {
  readonly SampleCount: number;
  readonly Sum: number;
  readonly Minimum: number;
  readonly Maximum: number;
}

interface Datum {
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Timestamp?: Date;
  readonly Value?: number;
  readonly Values?: readonly number[];
  readonly Counts?: readonly number[];
  readonly StatisticValues?: StatisticSet;
  readonly Unit?: string;
}

const dataMaximum = 1000;
const oldestMs = 14 * 86_400_000;
const newestMs = 2 * 3_600_000;

/** What clients publish themselves; the namespaces of AWS are closed to them. */
export function putMetricData(
  store: MetricStore,
  timeline: Timeline,
  input: Record<string, unknown>,
): Record<string, never> {
  const { Namespace: namespace, MetricData: data = [] } = input;
  if (typeof namespace !== "string" || namespace === "" || namespace.startsWith("AWS/")) {
    throw invalidValue(`The namespace ${namespace} is not one that can be published to.`);
  }
  if (!Array.isArray(data) || data.length === 0 || data.length > dataMaximum) {
    throw invalidValue("MetricData must have 1 to 1000 members.");
  }
  const nowMs = timeline.nowMs();
  const checked = (data as Datum[]).map((datum) => {
    const { MetricName: name, Timestamp, Unit = "None" } = datum;
    if (typeof name !== "string" || name === "") throw invalidValue("MetricName is missing.");
    const atMs = Timestamp?.getTime() ?? nowMs;
    if (!(atMs >= nowMs - oldestMs && atMs <= nowMs + newestMs)) {
      throw invalidValue(`The timestamp of ${name} is too far away.`);
    }
    const dimensions = dimensionsOf(datum.Dimensions);
    return { metric: { namespace, name, dimensions }, samples: samples(name, datum), Unit, atMs };
  });
  for (const { metric, samples, Unit, atMs } of checked) {
    for (const sample of samples) store.add(metric, sample, Unit, atMs);
  }
  return {};
}

/** Dimensions as the SDK gives them, by name. */
export function dimensionsOf(given: Datum["Dimensions"]): Dimensions {
  return Object.fromEntries((given ?? []).map(({ Name, Value }) => [Name, Value]));
}

function samples(name: string, { Value, Values, Counts, StatisticValues }: Datum): Sample[] {
  if (StatisticValues) {
    const { SampleCount: count, Sum: sum, Minimum: minimum, Maximum: maximum } = StatisticValues;
    if (!(count > 0) || minimum > maximum) throw invalidValue(`${name} has no sound summary.`);
    return [{ count, sum, minimum, maximum }];
  }
  const values = Values ?? (Value === undefined ? [] : [Value]);
  if (values.length === 0 || values.length > 150 || !values.every(Number.isFinite)) {
    throw invalidValue(`${name} needs 1 to 150 finite values.`);
  }
  if (Counts && Counts.length !== values.length) {
    throw invalidValue(`${name} must have as many counts as values.`);
  }
  return values.map((value, index) => {
    const count = Counts?.[index] ?? 1;
    return { count, sum: value * count, minimum: value, maximum: value, value };
  });
}
