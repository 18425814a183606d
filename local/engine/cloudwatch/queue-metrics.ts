import type { Queue, QueueTraffic } from "../sqs/queue";
import type { Timeline, Timer } from "../timeline";
import type { Dimensions, RecordMetric } from "./record-metric";

interface Observed {
  readonly dimensions: Dimensions;
  readonly before: QueueTraffic;
}

const namespace = "AWS/SQS";

/** Publishes once a minute what AWS publishes about queues: depth, age and traffic. */
export class QueueMetrics {
  private readonly timers = new Map<string, Timer>();
  private readonly observed = new Map<Queue, Observed>();

  constructor(
    private readonly timeline: Timeline,
    private readonly queuesOf: (region: string) => readonly Queue[],
    private readonly record: RecordMetric,
    private readonly everyMs = 60_000,
  ) {}

  start(region: string): void {
    if (!this.timers.has(region)) this.arm(region);
  }

  stop(region: string): void {
    this.timers.get(region)?.cancel();
    this.timers.delete(region);
  }

  private arm(region: string): void {
    const timer = this.timeline.after(this.everyMs, () => {
      for (const queue of this.queuesOf(region)) this.observe(queue);
      this.arm(region);
    });
    this.timers.set(region, timer);
  }

  private observe(queue: Queue): void {
    const { region, traffic } = queue;
    const { dimensions, before } = this.observedOf(queue);
    const { visible, inFlight, delayed, oldestAgeSeconds } = queue.depth();
    const record = (name: string, value: number, unit = "Count") =>
      this.record(region, namespace, name, dimensions, value, unit);
    record("ApproximateNumberOfMessagesVisible", visible);
    record("ApproximateNumberOfMessagesNotVisible", inFlight);
    record("ApproximateNumberOfMessagesDelayed", delayed);
    record("ApproximateAgeOfOldestMessage", oldestAgeSeconds, "Seconds");
    record("NumberOfMessagesSent", traffic.sent - before.sent);
    record("NumberOfMessagesReceived", traffic.received - before.received);
    record("NumberOfMessagesDeleted", traffic.deleted - before.deleted);
    Object.assign(before, traffic);
  }

  private observedOf(queue: Queue): Observed {
    let observed = this.observed.get(queue);
    if (!observed) {
      const dimensions = { QueueName: queue.settings.name };
      observed = { dimensions, before: { sent: 0, received: 0, deleted: 0 } };
      this.observed.set(queue, observed);
    }
    return observed;
  }
}
