import { AwsError, NotModelled } from "../aws-error";
import type { RecordMetric } from "../cloudwatch/record-metric";
import type { Random } from "../random";
import type { Caller, Service } from "../service";
import type { QueueDelivery } from "../sqs/queue-delivery";
import type { Timeline, Timer } from "../timeline";
import { uuid } from "../uuid";
import { checkSchedule, type Schedule, type ScheduleDeclaration } from "./schedule";
import { type InvocationWorld, ScheduledInvocation } from "./scheduled-invocation";

/** What the schedules of a cloud share, and how their targets are reached. */
export interface SchedulerOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  /** Hands an event to a function, asynchronously, as the schedule's role; rejects when refused. */
  readonly invoke: InvocationWorld["invoke"];
  /** Takes the dead letters. */
  readonly queues?: QueueDelivery;
  /** @default "123456789012" */
  readonly account?: string;
  readonly metrics?: RecordMetric;
}

interface SchedulesOfRegion {
  readonly schedules: { schedule: Schedule; timer: Timer | undefined }[];
  readonly random: Random;
  /** Invocations that were under way when the region went dark. */
  held: ScheduledInvocation[];
  running: boolean;
}

/** EventBridge Scheduler in all regions. Regions run from the beginning. */
export class Scheduler implements Service {
  readonly name = "scheduler";
  private readonly regions = new Map<string, SchedulesOfRegion>();
  private readonly world: InvocationWorld;

  constructor(private readonly options: SchedulerOptions) {
    const { timeline, invoke, queues, metrics } = options;
    this.world = {
      timeline,
      invoke,
      queues,
      report: ({ region, declaration: { group = "default" } }, incident) =>
        metrics?.(region, "AWS/Scheduler", incident, { ScheduleGroup: group }, 1, "Count"),
      mayRun: (invocation) => {
        const of = this.in(invocation.schedule.region);
        if (!of.running) of.held.push(invocation);
        return of.running;
      },
    };
  }

  /** Declares a schedule and returns its ARN. A rate fires for the first time at once. */
  createSchedule(region: string, declaration: ScheduleDeclaration): string {
    const { timeline, account = "123456789012" } = this.options;
    if (declaration.deadLetterArn && !this.options.queues) {
      throw new Error("a schedule has a dead-letter queue, but no queues were given");
    }
    const schedule = checkSchedule(region, account, declaration, timeline.nowMs());
    const of = this.in(region);
    if (of.schedules.some((other) => other.schedule.arn === schedule.arn)) {
      throw new AwsError("ConflictException", `Schedule ${declaration.name} already exists.`, 409);
    }
    const entry = { schedule, timer: undefined };
    of.schedules.push(entry);
    if (of.running) this.arm(of, entry, timeline.nowMs());
    return schedule.arn;
  }

  /** Goes on from now: what was due while the region was dark is not made up for. */
  start(region: string): void {
    const of = this.in(region);
    if (of.running) return;
    of.running = true;
    const { held } = of;
    of.held = [];
    for (const invocation of held) invocation.run();
    for (const entry of of.schedules) this.arm(of, entry, this.options.timeline.nowMs());
  }

  stop(region: string): void {
    const of = this.in(region);
    of.running = false;
    for (const entry of of.schedules) entry.timer?.cancel();
  }

  call(caller: Caller, operation: string, input: Record<string, unknown>): unknown {
    const { schedules } = this.in(caller.region);
    switch (operation) {
      case "ListSchedules":
        return { Schedules: schedules.map(({ schedule }) => summary(schedule)) };
      case "GetSchedule": {
        const found = schedules.find(({ schedule }) => schedule.declaration.name === input.Name);
        if (found) return detail(found.schedule);
        throw new AwsError(
          "ResourceNotFoundException",
          `Schedule ${input.Name} does not exist.`,
          404,
        );
      }
      default:
        throw new NotModelled("scheduler", operation);
    }
  }

  private arm(
    of: SchedulesOfRegion,
    entry: SchedulesOfRegion["schedules"][number],
    fromMs: number,
  ): void {
    const { timeline } = this.options;
    const { schedule } = entry;
    const { enabled = true, startAtMs = 0, endAtMs, flexibleWindowMinutes } = schedule.declaration;
    if (!enabled) return;
    const atMs = schedule.next(Math.max(fromMs, startAtMs));
    if (atMs === undefined || (endAtMs !== undefined && atMs > endAtMs)) return;
    entry.timer = timeline.after(atMs - timeline.nowMs(), () => {
      const executionId = uuid(of.random);
      const invocation = new ScheduledInvocation(this.world, schedule, executionId, atMs);
      if (!flexibleWindowMinutes) invocation.run();
      else timeline.after(of.random.int(flexibleWindowMinutes * 60_000), () => invocation.run());
      this.arm(of, entry, atMs + 1);
    });
  }

  private in(region: string): SchedulesOfRegion {
    let of = this.regions.get(region);
    if (!of) {
      const random = this.options.random.fork(`scheduler/${region}`);
      of = { schedules: [], random, held: [], running: true };
      this.regions.set(region, of);
    }
    return of;
  }
}

function summary({ arn, createdAtMs, declaration }: Schedule) {
  return {
    Arn: arn,
    Name: declaration.name,
    GroupName: declaration.group ?? "default",
    State: (declaration.enabled ?? true) ? "ENABLED" : "DISABLED",
    CreationDate: new Date(createdAtMs),
    Target: { Arn: declaration.targetArn },
  };
}

function detail(schedule: Schedule) {
  const { declaration } = schedule;
  const { flexibleWindowMinutes: minutes, deadLetterArn } = declaration;
  return {
    ...summary(schedule),
    ScheduleExpression: declaration.expression,
    ScheduleExpressionTimezone: declaration.timezone ?? "UTC",
    FlexibleTimeWindow: minutes
      ? { Mode: "FLEXIBLE", MaximumWindowInMinutes: minutes }
      : { Mode: "OFF" },
    Target: {
      Arn: declaration.targetArn,
      Input: declaration.input,
      DeadLetterConfig: deadLetterArn ? { Arn: deadLetterArn } : undefined,
      RetryPolicy: {
        MaximumRetryAttempts: declaration.maximumRetryAttempts ?? 185,
        MaximumEventAgeInSeconds: declaration.maximumEventAgeSeconds ?? 86_400,
      },
    },
  };
}
