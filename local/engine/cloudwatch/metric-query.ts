import { invalidValue } from "./cloudwatch-error";
import { type Expression, parseExpression } from "./metric-math";
import type { MetricName, MetricStore } from "./metric-store";
import { type Statistic, statistic } from "./statistic";

/** A metric read with one statistic over periods. */
export interface MetricStat extends MetricName {
  readonly statistic: string;
  readonly periodSeconds: number;
  /** Data with any other unit does not count. */
  readonly unit?: string;
}

/** One line of a query: a metric, or an expression over other lines. */
export interface MetricQuery {
  readonly id: string;
  readonly label?: string;
  readonly metric?: MetricStat;
  readonly expression?: string;
  /** @default true */
  readonly returnData?: boolean;
}

interface CompiledQuery {
  readonly query: MetricQuery;
  readonly statistic?: Statistic;
  readonly expression?: Expression;
}

/** Queries that refer to each other, checked once and read period by period. */
export class QuerySet {
  /** The longest period of all metrics, which is that of the expressions over them. */
  readonly periodSeconds: number;
  private readonly queries = new Map<string, CompiledQuery>();

  constructor(queries: readonly MetricQuery[]) {
    for (const query of queries) {
      if (this.queries.has(query.id)) throw invalidValue(`The id ${query.id} is used twice.`);
      if (!query.metric === !query.expression) {
        throw invalidValue(`${query.id} needs either a metric or an expression.`);
      }
      this.queries.set(query.id, {
        query,
        statistic: query.metric && statistic(query.metric.statistic),
        expression: query.expression ? parseExpression(query.expression) : undefined,
      });
      if (query.metric) checkPeriod(query.metric.periodSeconds);
    }
    for (const { id } of queries) this.checkReferences(id, []);
    this.periodSeconds = Math.max(...queries.map(({ metric }) => metric?.periodSeconds ?? 0));
    if (this.periodSeconds === 0) throw invalidValue("No query names a metric.");
  }

  get returned(): MetricQuery[] {
    return [...this.queries.values()]
      .map(({ query }) => query)
      .filter(({ returnData = true }) => returnData);
  }

  periodOf({ metric }: MetricQuery): number {
    return metric?.periodSeconds ?? this.periodSeconds;
  }

  /** The value of one query for the period that begins here. */
  value(store: MetricStore, id: string, fromMs: number): number | undefined {
    const compiled = this.queries.get(id);
    const { metric } = compiled?.query ?? {};
    if (!metric) {
      return compiled?.expression?.evaluate((other) => this.value(store, other, fromMs));
    }
    const series = store.find(metric);
    if (!series || (metric.unit !== undefined && series.unit !== metric.unit)) return undefined;
    const toMs = fromMs + metric.periodSeconds * 1000;
    const needsValues = compiled?.statistic?.needsValues ?? false;
    const aggregate = series.between(fromMs, toMs, needsValues);
    return aggregate && compiled?.statistic?.read(aggregate);
  }

  private checkReferences(id: string, path: readonly string[]): void {
    const compiled = this.queries.get(id);
    if (!compiled || path.includes(id)) throw invalidValue(`The expression over ${id} has no end.`);
    for (const other of compiled.expression?.ids ?? []) this.checkReferences(other, [...path, id]);
  }
}

function checkPeriod(seconds: number): void {
  if ([1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0)) return;
  throw invalidValue(`The period ${seconds} is neither 1, 5, 10, 20, 30 nor a multiple of 60.`);
}
