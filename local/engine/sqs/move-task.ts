import type { Random } from "../random";
import type { Timeline } from "../timeline";
import { uuid } from "../uuid";
import type { Queue } from "./queue";
import { sqsError } from "./sqs-error";

type TaskStatus = "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";

interface MoveTask {
  readonly handle: string;
  readonly source: Queue;
  readonly destination: Queue | undefined;
  readonly perSecond: number;
  readonly startedAtMs: number;
  readonly toMove: number;
  moved: number;
  status: TaskStatus;
  failure?: string;
}

interface StartMoveInput {
  readonly DestinationArn?: string;
  readonly MaxNumberOfMessagesPerSecond?: number;
}

const fastestPerSecond = 500;
const listedMaximum = 10;

/** Redrives: they bring the messages of a dead-letter queue back, at a bounded rate. */
export class MoveTasks {
  private readonly tasks: MoveTask[] = [];

  constructor(
    private readonly timeline: Timeline,
    private readonly random: Random,
    private readonly queueByArn: (arn: string) => Queue | undefined,
  ) {}

  start(source: Queue, input: StartMoveInput): { TaskHandle: string } {
    if (this.tasks.some((task) => task.source === source && task.status === "RUNNING")) {
      throw sqsError("UnsupportedOperation", "There is already a task running.");
    }
    const destination = input.DestinationArn ? this.queueByArn(input.DestinationArn) : undefined;
    if (input.DestinationArn && !destination) {
      throw sqsError("ResourceNotFoundException", "The resource that you specified doesn't exist.");
    }
    const perSecond = input.MaxNumberOfMessagesPerSecond ?? fastestPerSecond;
    if (!Number.isInteger(perSecond) || perSecond < 1 || perSecond > fastestPerSecond) {
      throw sqsError("InvalidParameterValue", "MaxNumberOfMessagesPerSecond must be in 1..500.");
    }
    const task: MoveTask = {
      handle: `AQEB${uuid(this.random)}`,
      source,
      destination,
      perSecond,
      startedAtMs: this.timeline.nowMs(),
      toMove: source.depth().visible,
      moved: 0,
      status: "RUNNING",
    };
    this.tasks.push(task);
    this.timeline.after(0, () => this.moveOneSecond(task));
    return { TaskHandle: task.handle };
  }

  cancel(handle: unknown): { ApproximateNumberOfMessagesMoved: number } {
    const task = this.tasks.find((one) => one.handle === handle);
    if (!task) throw sqsError("ResourceNotFoundException", "Task does not exist.");
    if (task.status !== "RUNNING") {
      throw sqsError("UnsupportedOperation", "Only active tasks can be cancelled.");
    }
    task.status = "CANCELLED";
    return { ApproximateNumberOfMessagesMoved: task.moved };
  }

  list(source: Queue, maximum = 1): { Results: Record<string, unknown>[] } {
    const ofSource = this.tasks.filter((task) => task.source === source).reverse();
    return {
      Results: ofSource.slice(0, Math.min(maximum, listedMaximum)).map((task) => ({
        TaskHandle: task.status === "RUNNING" ? task.handle : undefined,
        Status: task.status,
        SourceArn: source.arn,
        DestinationArn: task.destination?.arn,
        MaxNumberOfMessagesPerSecond: task.perSecond,
        ApproximateNumberOfMessagesMoved: task.moved,
        ApproximateNumberOfMessagesToMove: task.toMove,
        FailureReason: task.failure,
        StartedTimestamp: task.startedAtMs,
      })),
    };
  }

  private moveOneSecond(task: MoveTask): void {
    if (task.status !== "RUNNING") return;
    const targetOf = (failedIn: string | undefined) =>
      task.destination ?? (failedIn ? this.queueByArn(failedIn) : undefined);
    let homeless = 0;
    const messages = task.source.drain(task.perSecond, ({ failedIn }) => {
      if (targetOf(failedIn)) return false;
      homeless += 1;
      return true;
    });
    for (const message of messages) {
      // A redriven message is a new one: its identity, age and receive count start again.
      const target = targetOf(message.failedIn);
      target?.add({ ...message, id: uuid(this.random), failedIn: undefined }, 0);
      target?.serveWaiters();
      task.moved += 1;
    }
    if (messages.length < task.perSecond) {
      task.status = homeless > 0 ? "FAILED" : "COMPLETED";
      if (homeless > 0) task.failure = "CouldNotDetermineMessageSource";
      return;
    }
    this.timeline.after(1000, () => this.moveOneSecond(task));
  }
}
