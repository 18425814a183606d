import type { Metrics } from "../core/ports";
import type { LineSink, LogIdentity } from "./log";

/** CloudWatch namespace of every business metric. */
export const METRICS_NAMESPACE = "PaymentsDr";

export interface FlushableMetrics extends Metrics {
  /** Writes what was gathered in one embedded-metric line, and forgets it. */
  flush(): void;
}

/** Gathers metrics of an invocation and writes them as one CloudWatch embedded-metric log line. */
export function embeddedMetrics(identity: LogIdentity, sink: LineSink): FlushableMetrics {
  let values = new Map<string, { unit: "Count" | "Milliseconds"; values: number[] }>();
  const add = (name: string, unit: "Count" | "Milliseconds", value: number) => {
    const entry = values.get(name);
    if (entry) entry.values.push(value);
    else values.set(name, { unit, values: [value] });
  };
  return {
    count: (name, value = 1) => add(name, "Count", value),
    duration: (name, ms) => add(name, "Milliseconds", ms),
    flush() {
      if (values.size === 0) return;
      const gathered = [...values];
      values = new Map();
      sink(
        JSON.stringify({
          _aws: {
            Timestamp: identity.nowMs(),
            CloudWatchMetrics: [
              {
                Namespace: METRICS_NAMESPACE,
                Dimensions: [["service"]],
                Metrics: gathered.map(([Name, { unit }]) => ({ Name, Unit: unit })),
              },
            ],
          },
          service: identity.service,
          region: identity.region,
          ...Object.fromEntries(gathered.map(([name, entry]) => [name, entry.values])),
        }),
      );
    },
  };
}
