import type { MetricName } from "./metric-store";
import type { Dimensions } from "./record-metric";

/** One value that a log line carried. */
interface EmbeddedValue {
  readonly metric: MetricName;
  readonly value: number;
  readonly unit: string;
  readonly atMs: number;
}

interface Directive {
  readonly Namespace?: unknown;
  readonly Dimensions?: unknown;
  readonly Metrics?: unknown;
}

/**
 * The metrics in a log line in the embedded metric format; none for any other line. A line that
 * is meant to carry metrics and does not is an error, where AWS would silently ignore it.
 */
export function embeddedMetrics(line: string): EmbeddedValue[] {
  if (!line.includes('"_aws"')) return [];
  const start = line.indexOf("{");
  const document = JSON.parse(line.slice(start)) as Record<string, unknown>;
  const meta = document._aws as { Timestamp?: unknown; CloudWatchMetrics?: unknown } | undefined;
  if (!meta || meta.CloudWatchMetrics === undefined) return [];
  const { Timestamp: atMs, CloudWatchMetrics: directives } = meta;
  if (typeof atMs !== "number") throw new Error("_aws.Timestamp is not a number");
  if (!Array.isArray(directives)) throw new Error("_aws.CloudWatchMetrics is not a list");
  return directives.flatMap((directive) => valuesOf(document, directive, atMs));
}

function valuesOf(
  document: Readonly<Record<string, unknown>>,
  directive: Directive,
  atMs: number,
): EmbeddedValue[] {
  const { Namespace: namespace, Dimensions: sets = [[]], Metrics: metrics } = directive;
  if (typeof namespace !== "string" || namespace === "") throw new Error("Namespace is missing");
  if (!Array.isArray(sets) || !Array.isArray(metrics)) {
    throw new Error("Dimensions and Metrics must be lists");
  }
  const found: EmbeddedValue[] = [];
  for (const names of sets.length > 0 ? sets : [[]]) {
    const dimensions = dimensionsOf(document, names);
    for (const { Name: name, Unit: unit = "None" } of metrics) {
      const given = document[name];
      for (const value of Array.isArray(given) ? given : [given]) {
        if (typeof value !== "number") throw new Error(`the metric ${name} has no number`);
        found.push({ metric: { namespace, name, dimensions }, value, unit, atMs });
      }
    }
  }
  return found;
}

function dimensionsOf(document: Readonly<Record<string, unknown>>, names: unknown): Dimensions {
  if (!Array.isArray(names) || names.length > 30)
    throw new Error("a dimension set has 0 to 30 names");
  const dimensions: Record<string, string> = {};
  for (const name of names) {
    const value = document[name];
    if (typeof value !== "string" || value === "") {
      throw new Error(`the dimension ${name} has no text`);
    }
    dimensions[name] = value;
  }
  return dimensions;
}
