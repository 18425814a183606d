import { NotModelled } from "../aws-error";
import type { Caller, Service } from "../service";
import type { Timeline } from "../timeline";
import { Alarm, type AlarmTransition } from "./alarm";
import { type AlarmDeclaration, type AlarmState, checkAlarm } from "./alarm-declaration";
import { alarmNotification } from "./alarm-notification";
import { AlarmRoom } from "./alarm-room";
import { cloudWatchError, invalidValue } from "./cloudwatch-error";
import { describeAlarms } from "./describe-alarms";
import { embeddedMetrics } from "./embedded-metrics";
import { getMetricData, getMetricStatistics, listMetrics } from "./get-metrics";
import { MetricStore } from "./metric-store";
import { putMetricData } from "./put-metric-data";
import type { RecordMetric } from "./record-metric";

/** What metrics and alarms of a cloud share, and who is told. */
export interface CloudWatchOptions {
  readonly timeline: Timeline;
  /** Carries out the actions of alarms. */
  readonly publish?: (
    topicArn: string,
    message: string,
    principal: string,
    subject: string,
    alarmArn: string,
  ) => void;
  /** @default "123456789012" */
  readonly account?: string;
  /** How long single values are kept. @default 10800000 (three hours) */
  readonly retentionMs?: number;
  /** Hears of every change of an alarm, before its actions run. */
  readonly onTransition?: (transition: AlarmTransition) => void;
}

interface CloudWatchRegion {
  readonly metrics: MetricStore;
  readonly room: AlarmRoom;
}

const states: readonly string[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];

/** Metrics and alarms of all regions. Alarms are declared; regions evaluate from the beginning. */
export class CloudWatch implements Service {
  readonly name = "cloudwatch";
  private readonly regions = new Map<string, CloudWatchRegion>();

  constructor(private readonly options: CloudWatchOptions) {}

  /** What services publish about themselves, at this moment. */
  readonly record: RecordMetric = (region, namespace, name, dimensions, value, unit) => {
    this.in(region).metrics.record({ namespace, name, dimensions }, value, unit);
  };

  /**
   * Takes the metrics out of a line that a function logged, and answers how many values it had.
   * Throws for a line that is meant to carry metrics and is malformed.
   */
  ingestLogLine(region: string, line: string): number {
    const values = embeddedMetrics(line);
    const { metrics } = this.in(region);
    for (const { metric, value, unit, atMs } of values) metrics.record(metric, value, unit, atMs);
    return values.length;
  }

  /** Declares an alarm and returns its ARN. */
  createAlarm(region: string, declaration: AlarmDeclaration): string {
    const { timeline, account = "123456789012" } = this.options;
    const { metrics, room } = this.in(region);
    const actions = checkAlarm(region, declaration);
    if (actions.length > 0 && !this.options.publish) {
      throw new Error(`${declaration.name} has actions, but nothing publishes them`);
    }
    if (room.alarms.has(declaration.name)) {
      throw invalidValue(`The alarm ${declaration.name} exists already.`);
    }
    const arn = `arn:aws:cloudwatch:${region}:${account}:alarm:${declaration.name}`;
    room.add(new Alarm(region, arn, declaration, timeline, metrics));
    return arn;
  }

  alarmState(region: string, name: string): AlarmState {
    return this.alarm(region, name).state;
  }

  start(region: string): void {
    this.in(region).room.start();
  }

  /** The evaluation of a dark region stands still; its alarms keep their state. */
  stop(region: string): void {
    this.in(region).room.stop();
  }

  call({ region }: Caller, operation: string, input: Record<string, unknown>): unknown {
    const { metrics, room } = this.in(region);
    switch (operation) {
      case "PutMetricData":
        return putMetricData(metrics, this.options.timeline, input);
      case "GetMetricData":
        return getMetricData(metrics, input);
      case "GetMetricStatistics":
        return getMetricStatistics(metrics, input);
      case "ListMetrics":
        return listMetrics(metrics, input);
      case "DescribeAlarms":
        return describeAlarms(room.alarms.values(), input);
      case "SetAlarmState":
        return this.setState(region, input);
      case "EnableAlarmActions":
        return this.setActions(region, input, true);
      case "DisableAlarmActions":
        return this.setActions(region, input, false);
      default:
        throw new NotModelled("cloudwatch", operation);
    }
  }

  private setState(region: string, input: Record<string, unknown>): Record<string, never> {
    const alarm = this.alarm(region, input.AlarmName);
    const state = String(input.StateValue);
    if (!states.includes(state)) throw invalidValue(`${state} is not a state.`);
    const from = alarm.state;
    const transition = alarm.set(state as AlarmState, String(input.StateReason ?? ""));
    if (from !== state) this.changed(transition);
    return {};
  }

  private setActions(region: string, input: Record<string, unknown>, enabled: boolean) {
    for (const name of (input.AlarmNames ?? []) as string[]) {
      const alarm = this.in(region).room.alarms.get(name);
      if (alarm) alarm.actionsEnabled = enabled;
    }
    return {};
  }

  private alarm(region: string, name: unknown): Alarm {
    const alarm = this.in(region).room.alarms.get(String(name));
    if (!alarm) throw cloudWatchError("ResourceNotFound", `There is no alarm ${name}.`);
    return alarm;
  }

  private changed(transition: AlarmTransition): void {
    const { publish, onTransition } = this.options;
    const { alarm, to } = transition;
    const { alarmActions, okActions, insufficientDataActions } = alarm.declaration;
    onTransition?.(transition);
    if (!alarm.actionsEnabled) return;
    const actions =
      { ALARM: alarmActions, OK: okActions, INSUFFICIENT_DATA: insufficientDataActions }[to] ?? [];
    const { subject, message } = alarmNotification(transition);
    for (const arn of actions) {
      publish?.(arn, message, "cloudwatch.amazonaws.com", subject, alarm.arn);
    }
  }

  private in(region: string): CloudWatchRegion {
    let of = this.regions.get(region);
    if (!of) {
      const { timeline, retentionMs = 10_800_000 } = this.options;
      of = {
        metrics: new MetricStore(timeline, retentionMs),
        room: new AlarmRoom(timeline, (transition) => this.changed(transition)),
      };
      this.regions.set(region, of);
    }
    return of;
  }
}
