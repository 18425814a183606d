import type { Timeline } from "../timeline";
import { MetricSeries, type Sample } from "./metric-series";
import type { Dimensions } from "./record-metric";

/** What makes a metric the same metric. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
}

interface Stored {
  readonly metric: MetricName;
  readonly series: MetricSeries;
}

/** The metrics of one region. A metric is its namespace, its name and exactly its dimensions. */
export class MetricStore {
  private readonly stored = new Map<string, Stored>();
  /** Services record with the same dimensions object again and again: its key is made once. */
  private readonly keys = new WeakMap<Dimensions, string>();

  constructor(
    private readonly timeline: Timeline,
    private readonly retentionMs: number,
  ) {}

  record(metric: MetricName, value: number, unit: string, atMs = this.timeline.nowMs()): void {
    const sample = { count: 1, sum: value, minimum: value, maximum: value, value };
    this.add(metric, sample, unit, atMs);
  }

  add(metric: MetricName, sample: Sample, unit: string, atMs: number): void {
    const key = this.keyOf(metric);
    let stored = this.stored.get(key);
    if (!stored) {
      stored = { metric, series: new MetricSeries(this.retentionMs) };
      this.stored.set(key, stored);
    }
    stored.series.unit ??= unit;
    stored.series.add(atMs, sample);
  }

  find(metric: MetricName): MetricSeries | undefined {
    return this.stored.get(this.keyOf(metric))?.series;
  }

  metrics(): MetricName[] {
    return [...this.stored.values()].map(({ metric }) => metric);
  }

  private keyOf({ namespace, name, dimensions }: MetricName): string {
    let suffix = this.keys.get(dimensions);
    if (suffix === undefined) {
      const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
      suffix = JSON.stringify(sorted);
      this.keys.set(dimensions, suffix);
    }
    return `${namespace}\n${name}\n${suffix}`;
  }
}
