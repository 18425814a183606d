import { parseArn } from "../arn";
import { AwsError, NotModelled } from "../aws-error";
import type { RecordMetric } from "../cloudwatch/record-metric";
import type { Random } from "../random";
import { allLinked, type Caller, type Links, type Service } from "../service";
import { checkEntries, runBatch } from "../sqs/batch";
import type { Timeline } from "../timeline";
import { uuid } from "../uuid";
import {
  Delivery,
  type DeliveryWorld,
  type Endpoints,
  type SentMail,
  type TopicFaults,
} from "./delivery";
import { checkPublish, type PublishInput } from "./publish";
import { invalidParameter, snsError } from "./sns-error";
import { type Subscription, type SubscriptionDeclaration, subscription } from "./subscription";

/** What the topics of a cloud share, and how their endpoints are reached. */
export interface SnsOptions extends Omit<Endpoints, "sendMail"> {
  readonly timeline: Timeline;
  readonly random: Random;
  /** @default "123456789012" */
  readonly account?: string;
  /** Who can be reached from where; `internet` stands for mail and web. @default everybody */
  readonly links?: Links;
  readonly faults?: TopicFaults;
  readonly metrics?: RecordMetric;
}

interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly subscriptions: Subscription[];
}

/** Topics of all regions. Topics and subscriptions are declared, never made by a client. */
export class Sns implements Service {
  readonly name = "sns";
  /** Every e-mail so far, oldest first. */
  readonly sentMail: SentMail[] = [];
  private readonly topics = new Map<string, Topic>();
  private readonly randoms = new Map<string, Random>();
  private readonly deliveries: DeliveryWorld;

  constructor(private readonly options: SnsOptions) {
    const { timeline, links = allLinked, queues, invoke, post, faults, metrics } = options;
    this.deliveries = {
      timeline,
      links,
      faults,
      endpoints: { queues, invoke, post, sendMail: (mail) => this.sentMail.push(mail) },
      report: ({ region, topicArn }, result) => {
        const TopicName = parseArn(topicArn).resource;
        metrics?.(region, "AWS/SNS", result, { TopicName }, 1, "Count");
      },
    };
  }

  /** Declares a topic and returns its ARN. */
  createTopic(region: string, name: string): string {
    if (name.endsWith(".fifo")) throw new NotModelled("sns", "CreateTopic", "FIFO topics");
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalidParameter("Topic Name", name);
    const arn = `arn:aws:sns:${region}:${this.options.account ?? "123456789012"}:${name}`;
    if (!this.topics.has(arn)) this.topics.set(arn, { arn, name, subscriptions: [] });
    return arn;
  }

  /** Declares a subscription and returns its ARN. E-mail addresses count as confirmed. */
  createSubscription(declaration: SubscriptionDeclaration): string {
    const { queues, invoke, post } = this.options;
    const reaches = { sqs: queues, lambda: invoke, https: post, email: true }[declaration.protocol];
    if (!reaches) {
      throw new NotModelled("sns", "Subscribe", `protocol ${declaration.protocol} is not attached`);
    }
    const topic = this.find(declaration.topicArn);
    const { region } = parseArn(topic.arn);
    const arn = `${topic.arn}:${uuid(this.randomOf(region))}`;
    topic.subscriptions.push(subscription(arn, declaration));
    return arn;
  }

  /** Publishes for another service of the same region, such as an alarm. */
  publish(topicArn: string, message: string, principal: string, subject?: string): string {
    const { region } = parseArn(topicArn);
    const input = { TopicArn: topicArn, Message: message, Subject: subject };
    return this.accept({ region, principal }, input).MessageId;
  }

  call(caller: Caller, operation: string, input: Record<string, unknown>): unknown {
    switch (operation) {
      case "Publish":
        return this.accept(caller, input);
      case "PublishBatch":
        return this.publishBatch(caller, input);
      case "ListTopics":
        return { Topics: this.of(caller.region).map(({ arn }) => ({ TopicArn: arn })) };
      case "ListSubscriptionsByTopic":
        return { Subscriptions: this.addressed(caller, input).subscriptions.map(listed) };
      case "GetTopicAttributes":
        return { Attributes: this.attributesOf(this.addressed(caller, input)) };
      default:
        throw new NotModelled("sns", operation);
    }
  }

  private accept(caller: Caller, input: Record<string, unknown>): { MessageId: string } {
    if (input.PhoneNumber !== undefined) throw new NotModelled("sns", "Publish", "PhoneNumber");
    return this.send(caller, this.addressed(caller, input), input);
  }

  private publishBatch(caller: Caller, input: Record<string, unknown>) {
    const topic = this.addressed(caller, input);
    const entries = this.checkBatch(input.PublishBatchRequestEntries);
    const result = runBatch(entries, (entry, Id) => ({ Id, ...this.send(caller, topic, entry) }));
    return { Successful: result.Successful ?? [], Failed: result.Failed ?? [] };
  }

  private checkBatch(given: unknown): (PublishInput & { Id?: unknown })[] {
    try {
      return checkEntries<PublishInput & { Id?: unknown }>(given);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw snsError(error.name, error.message);
    }
  }

  private send({ region }: Caller, topic: Topic, input: PublishInput): { MessageId: string } {
    const { metrics, timeline } = this.options;
    const published = checkPublish(input);
    const notification = {
      ...published,
      messageId: uuid(this.randomOf(region)),
      topicArn: topic.arn,
      publishedAtMs: timeline.nowMs(),
    };
    const dimensions = { TopicName: topic.name };
    metrics?.(region, "AWS/SNS", "NumberOfMessagesPublished", dimensions, 1, "Count");
    for (const subscription of topic.subscriptions) {
      if (!subscription.passes(published.message, published.attributes)) continue;
      new Delivery(this.deliveries, subscription, notification).start();
    }
    return { MessageId: notification.messageId };
  }

  private addressed({ region }: Caller, input: Record<string, unknown>): Topic {
    const arn = input.TopicArn ?? input.TargetArn;
    if (typeof arn !== "string" || !arn.startsWith(`arn:aws:sns:${region}:`)) {
      throw invalidParameter("TopicArn", `${arn} is no topic of ${region}`);
    }
    return this.find(arn);
  }

  private find(arn: string): Topic {
    const topic = this.topics.get(arn);
    if (!topic) throw snsError("NotFound", "Topic does not exist", 404);
    return topic;
  }

  private of(region: string): Topic[] {
    return [...this.topics.values()].filter(({ arn }) => parseArn(arn).region === region);
  }

  private attributesOf({ arn, subscriptions }: Topic): Record<string, string> {
    return {
      TopicArn: arn,
      Owner: parseArn(arn).account,
      SubscriptionsConfirmed: String(subscriptions.length),
      SubscriptionsPending: "0",
      SubscriptionsDeleted: "0",
    };
  }

  private randomOf(region: string): Random {
    let random = this.randoms.get(region);
    if (!random) {
      random = this.options.random.fork(`sns/${region}`);
      this.randoms.set(region, random);
    }
    return random;
  }
}

function listed({ arn, topicArn, protocol, endpoint }: Subscription) {
  const Owner = parseArn(topicArn).account;
  return {
    SubscriptionArn: arn,
    Owner,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  };
}
