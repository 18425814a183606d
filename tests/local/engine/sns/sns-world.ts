import { Random } from "../../../../local/engine/random";
import { Sns, type SnsOptions } from "../../../../local/engine/sns/sns";
import type { SubscriptionDeclaration } from "../../../../local/engine/sns/subscription";
import { Sqs } from "../../../../local/engine/sqs/sqs";
import { VirtualTimeline } from "../../../../local/engine/timeline";

/** A topic in the first region, queues in both, in virtual time. */
export class SnsWorld {
  readonly timeline = new VirtualTimeline(Date.UTC(2026, 0, 1));
  readonly sqs: Sqs;
  readonly sns: Sns;
  readonly topicArn: string;
  readonly counted = new Map<string, number>();
  /** Links that are cut, as "from>to". */
  readonly cut = new Set<string>();

  constructor(options: Partial<SnsOptions> = {}) {
    const { timeline } = this;
    const random = new Random("sns-test");
    this.sqs = new Sqs({ timeline, random });
    this.sns = new Sns({
      timeline,
      random,
      queues: this.sqs,
      links: { canReach: (from, to) => !this.cut.has(`${from}>${to}`) },
      metrics: (_region, _namespace, name, _dimensions, value) =>
        this.counted.set(name, (this.counted.get(name) ?? 0) + value),
      ...options,
    });
    this.topicArn = this.sns.createTopic("us-east-1", "payment-events");
  }

  /** Declares a queue and returns its ARN. */
  queue(name: string, region = "us-east-1"): string {
    return this.sqs.createQueue(region, { name }).arn;
  }

  subscribe(endpoint: string, more: Partial<SubscriptionDeclaration> = {}): string {
    const { topicArn } = this;
    return this.sns.createSubscription({ topicArn, protocol: "sqs", endpoint, ...more });
  }

  publish(Message: string, more: Record<string, unknown> = {}): string {
    const input = { TopicArn: this.topicArn, Message, ...more };
    const caller = { region: "us-east-1" };
    return (this.sns.call(caller, "Publish", input) as { MessageId: string }).MessageId;
  }

  /** What lies in a queue now, with its attributes. */
  received(arn: string) {
    const queue = this.sqs.queueByArn(arn);
    const output = this.sqs.call({ region: queue?.region ?? "" }, "ReceiveMessage", {
      QueueUrl: queue?.url,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
    }) as {
      Messages?: { Body: string; MessageAttributes?: Record<string, { StringValue?: string }> }[];
    };
    return output.Messages ?? [];
  }

  async pass(seconds: number): Promise<void> {
    const untilMs = this.timeline.nowMs() + seconds * 1000;
    const drain = () => new Promise((resolve) => setImmediate(resolve));
    while (this.timeline.step(untilMs)) await drain();
    this.timeline.jumpTo(untilMs);
  }
}
