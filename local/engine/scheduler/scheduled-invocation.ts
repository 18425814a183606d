import { AwsError, NotModelled } from "../aws-error";
import type { QueueDelivery } from "../sqs/queue-delivery";
import type { Timeline } from "../timeline";
import type { Schedule } from "./schedule";

/** Counts what AWS counts: attempts, target errors, what was dropped. */
type SchedulerIncident =
  | "InvocationAttemptCount"
  | "TargetErrorCount"
  | "InvocationDroppedCount"
  | "InvocationsSentToDeadLetterCount"
  | "InvocationsFailedToBeSentToDeadLetterCount";

/** What every scheduled invocation of a cloud shares. */
export interface InvocationWorld {
  readonly timeline: Timeline;
  /** Hands the event to the function, as the schedule's role; rejects when Lambda refuses it. */
  readonly invoke: (
    targetArn: string,
    event: unknown,
    roleArn: string | undefined,
  ) => Promise<unknown>;
  readonly queues?: QueueDelivery;
  readonly report: (schedule: Schedule, incident: SchedulerIncident) => void;
  /** False while the region is dark: then the invocation is kept for later. */
  readonly mayRun: (invocation: ScheduledInvocation) => boolean;
}

const firstRetryDelayMs = 1000;
const longestRetryDelayMs = 300_000;

/** One occurrence of a schedule, until its target has taken it or it is given up. */
export class ScheduledInvocation {
  private attempts = 0;

  constructor(
    private readonly world: InvocationWorld,
    readonly schedule: Schedule,
    private readonly executionId: string,
    private readonly scheduledAtMs: number,
  ) {}

  run(): void {
    if (!this.world.mayRun(this)) return;
    const { declaration } = this.schedule;
    this.attempts += 1;
    this.report("InvocationAttemptCount");
    let taking: Promise<unknown>;
    try {
      const event = JSON.parse(this.payload());
      taking = this.world.invoke(declaration.targetArn, event, declaration.roleArn);
    } catch (error) {
      taking = Promise.reject(error);
    }
    taking.then(undefined, (error: Error) => this.failed(error));
  }

  private failed(error: Error): void {
    // A gap in the model must not hide behind a day of retries.
    if (error instanceof NotModelled) throw error;
    this.report("TargetErrorCount");
    const isRefusal =
      error instanceof AwsError && error.statusCode < 500 && error.statusCode !== 429;
    if (isRefusal) {
      this.giveUp(error, undefined);
      return;
    }
    const { maximumRetryAttempts = 185, maximumEventAgeSeconds = 86_400 } =
      this.schedule.declaration;
    const { timeline } = this.world;
    const delayMs = Math.min(longestRetryDelayMs, firstRetryDelayMs * 2 ** (this.attempts - 1));
    const ageMs = timeline.nowMs() + delayMs - this.scheduledAtMs;
    if (this.attempts > maximumRetryAttempts) this.giveUp(error, "MaximumRetryAttempts");
    else if (ageMs > maximumEventAgeSeconds * 1000) this.giveUp(error, "MaximumEventAgeInSeconds");
    else timeline.after(delayMs, () => this.run());
  }

  private giveUp(error: Error, exhausted: string | undefined): void {
    this.report("InvocationDroppedCount");
    const { declaration, arn } = this.schedule;
    if (!declaration.deadLetterArn) return;
    const text = (StringValue: string) => ({ DataType: "String", StringValue });
    const attributes = {
      ERROR_CODE: text(error.name),
      ERROR_MESSAGE: text(error.message || error.name),
      EXECUTION_ID: text(this.executionId),
      RETRY_ATTEMPTS: text(String(this.attempts - 1)),
      SCHEDULED_TIME: text(new Date(this.scheduledAtMs).toISOString()),
      SCHEDULE_ARN: text(arn),
      TARGET_ARN: text(declaration.targetArn),
      ...(exhausted && { EXHAUSTED_RETRY_CONDITION: text(exhausted) }),
    };
    try {
      const message = { body: this.payload(), attributes };
      const principal = declaration.roleArn ?? "scheduler.amazonaws.com";
      this.world.queues?.deliver(declaration.deadLetterArn, message, principal, arn);
      this.report("InvocationsSentToDeadLetterCount");
    } catch (problem) {
      if (!(problem instanceof AwsError)) throw problem;
      this.report("InvocationsFailedToBeSentToDeadLetterCount");
    }
  }

  private payload(): string {
    const { input = "{}" } = this.schedule.declaration;
    if (!input.includes("<aws.scheduler.")) return input;
    return input
      .replaceAll("<aws.scheduler.scheduled-time>", isoSeconds(this.scheduledAtMs))
      .replaceAll("<aws.scheduler.execution-id>", this.executionId)
      .replaceAll("<aws.scheduler.schedule-arn>", this.schedule.arn)
      .replaceAll("<aws.scheduler.attempt-number>", String(this.attempts));
  }

  private report(incident: SchedulerIncident): void {
    this.world.report(this.schedule, incident);
  }
}

function isoSeconds(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
