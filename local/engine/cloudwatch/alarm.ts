import type { Timeline } from "../timeline";
import { type AlarmDeclaration, type AlarmState, breaches, treatmentOf } from "./alarm-declaration";
import { type Datapoint, evaluate, extraPeriods } from "./alarm-evaluation";
import { invalidValue } from "./cloudwatch-error";
import { QuerySet } from "./metric-query";
import type { MetricStore } from "./metric-store";

/** A change of an alarm's state. */
export interface AlarmTransition {
  readonly region: string;
  readonly alarm: Alarm;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
  readonly atMs: number;
}

const standardTickMs = 60_000;
const fastTickMs = 10_000;

/** An alarm with its state. Whoever owns it decides what a transition leads to. */
export class Alarm {
  state: AlarmState = "INSUFFICIENT_DATA";
  reason = "Unchecked: Initial alarm creation";
  updatedAtMs: number;
  actionsEnabled: boolean;
  /** How often it is evaluated: every ten seconds for fast metrics, else every minute. */
  readonly tickMs: number;
  readonly queries: QuerySet;
  private readonly returnedId: string;

  constructor(
    readonly region: string,
    readonly arn: string,
    readonly declaration: AlarmDeclaration,
    private readonly timeline: Timeline,
    private readonly store: MetricStore,
  ) {
    const { metric, queries = [], actionsEnabled = true } = declaration;
    this.queries = new QuerySet(metric ? [{ id: "m1", metric }] : queries);
    const [returned, ...more] = this.queries.returned;
    if (!returned || more.length > 0) {
      throw invalidValue(`${declaration.name} must return exactly one query.`);
    }
    this.returnedId = returned.id;
    this.tickMs = this.queries.periodSeconds < 60 ? fastTickMs : standardTickMs;
    this.actionsEnabled = actionsEnabled;
    this.updatedAtMs = timeline.nowMs();
  }

  /** Looks at the periods that end now; answers what changed, if anything did. */
  evaluate(): AlarmTransition | undefined {
    const { declaration, queries } = this;
    const { evaluationPeriods, datapointsToAlarm = evaluationPeriods } = declaration;
    const nowMs = this.timeline.nowMs();
    const periodMs = queries.periodSeconds * 1000;
    const values: (number | undefined)[] = [];
    for (let i = evaluationPeriods + extraPeriods; i > 0; i--) {
      values.push(queries.value(this.store, this.returnedId, nowMs - i * periodMs));
    }
    const range = values.map(
      (value): Datapoint =>
        value === undefined ? "missing" : breaches(declaration, value) ? "breaching" : "fine",
    );
    const treatMissingData = treatmentOf(declaration);
    const rule = { evaluationPeriods, datapointsToAlarm, treatMissingData };
    const state = evaluate(range, rule, this.state);
    if (state === this.state) return undefined;
    return this.set(state, this.explain(values, state));
  }

  /** Sets the state, as an evaluation or a person does. */
  set(state: AlarmState, reason: string): AlarmTransition {
    const from = this.state;
    this.state = state;
    this.reason = reason;
    this.updatedAtMs = this.timeline.nowMs();
    const { region, updatedAtMs: atMs } = this;
    return { region, alarm: this, from, to: state, reason, atMs };
  }

  private explain(values: readonly (number | undefined)[], state: AlarmState): string {
    const { comparisonOperator, threshold, evaluationPeriods } = this.declaration;
    const shown = values.slice(-evaluationPeriods).map((value) => value ?? "no data");
    if (state === "INSUFFICIENT_DATA") return `Insufficient Data: [${shown.join(", ")}]`;
    return `Threshold Crossed: [${shown.join(", ")}] against ${comparisonOperator} ${threshold}`;
  }
}
