import { AwsError, NotModelled } from "../aws-error";
import type { Links } from "../service";
import type { QueueDelivery } from "../sqs/queue-delivery";
import type { Timeline } from "../timeline";
import { envelope, lambdaEvent, type Notification, textFor } from "./notification";
import { retryDelayMs } from "./retry-policy";
import type { Subscription } from "./subscription";

/** An e-mail that would have been sent. */
export interface SentMail {
  readonly region: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly atMs: number;
}

/** How notifications reach their endpoints. */
export interface Endpoints {
  readonly queues?: QueueDelivery;
  /** Hands an event of a topic to a function; rejects when Lambda refuses it. */
  readonly invoke?: (functionArn: string, event: unknown, topicArn: string) => Promise<unknown>;
  /** Posts to a web endpoint; rejects unless it answered 2xx. */
  readonly post?: (url: string, body: string) => Promise<unknown>;
  readonly sendMail: (mail: SentMail) => void;
}

/** Decides, per attempt, whether the weak promises of a topic show themselves. */
export interface TopicFaults {
  /** The attempt fails for no reason of the endpoint's, and is tried again. */
  fail(): boolean;
  /** The endpoint gets the notification once more. */
  duplicate(): boolean;
}

type DeliveryResult =
  | "NumberOfNotificationsDelivered"
  | "NumberOfNotificationsFailed"
  | "NumberOfNotificationsRedrivenToDlq"
  | "NumberOfNotificationsFailedToRedriveToDlq";

/** What every delivery of a cloud shares. */
export interface DeliveryWorld {
  readonly timeline: Timeline;
  readonly links: Links;
  readonly endpoints: Endpoints;
  readonly faults?: TopicFaults;
  readonly report: (subscription: Subscription, result: DeliveryResult) => void;
}

const principal = "sns.amazonaws.com";

/** One notification on its way to one endpoint, until it is there or given up. */
export class Delivery {
  private retries = 0;

  constructor(
    private readonly world: DeliveryWorld,
    private readonly subscription: Subscription,
    private readonly notification: Notification,
  ) {}

  /** Sends it as soon as the present event is over: a publisher never waits for its receivers. */
  start(): void {
    this.later(0);
    if (this.world.faults?.duplicate()) this.later(0);
  }

  private later(delayMs: number): void {
    this.world.timeline.after(delayMs, () => this.attempt());
  }

  private attempt(): void {
    const { links, faults } = this.world;
    const { region, endpointRegion } = this.subscription;
    // Cross-region: a cut link is waited out; the notification stays with the topic's region.
    if (!links.canReach(region, endpointRegion) || faults?.fail()) {
      this.retry(new Error(`${endpointRegion} cannot be reached`));
      return;
    }
    try {
      const sending = this.send();
      if (!sending) this.report("NumberOfNotificationsDelivered");
      else {
        sending.then(
          () => this.report("NumberOfNotificationsDelivered"),
          (error) => this.failed(error),
        );
      }
    } catch (error) {
      this.failed(error);
    }
  }

  private send(): Promise<unknown> | undefined {
    const { endpoints, timeline } = this.world;
    const { protocol, endpoint, region, arn, topicArn } = this.subscription;
    const { notification } = this;
    switch (protocol) {
      case "sqs":
        endpoints.queues?.deliver(endpoint, this.queueMessage(), principal, topicArn);
        return undefined;
      case "lambda":
        return endpoints.invoke?.(endpoint, lambdaEvent(notification, arn), topicArn);
      case "https":
        return endpoints.post?.(endpoint, this.queueMessage().body);
      case "email":
        endpoints.sendMail({
          region,
          to: endpoint,
          subject: notification.subject ?? "AWS Notification Message",
          text: textFor(notification, "email"),
          messageId: notification.messageId,
          atMs: timeline.nowMs(),
        });
        return undefined;
    }
  }

  private queueMessage() {
    const { protocol, rawMessageDelivery } = this.subscription;
    const { notification } = this;
    if (!rawMessageDelivery) return { body: envelope(notification, protocol) };
    return { body: textFor(notification, protocol), attributes: notification.attributes };
  }

  private failed(error: unknown): void {
    // A gap in the model or a mistake in the program must not hide behind 23 days of retries.
    const isOurs = this.subscription.protocol === "sqs" && !(error instanceof AwsError);
    if (isOurs || error instanceof NotModelled || !(error instanceof Error)) throw error;
    const isRefusal =
      error instanceof AwsError && error.statusCode < 500 && error.statusCode !== 429;
    // An endpoint that is gone or forbids the delivery will not change its mind.
    if (isRefusal) this.giveUp(error);
    else this.retry(error);
  }

  private retry(error: Error): void {
    const { protocol } = this.subscription;
    const delayMs = retryDelayMs(protocol === "sqs" || protocol === "lambda", this.retries);
    this.retries += 1;
    if (delayMs === undefined) this.giveUp(error);
    else this.later(delayMs);
  }

  private giveUp(error: Error): void {
    this.report("NumberOfNotificationsFailed");
    const { deadLetterArn, topicArn } = this.subscription;
    if (!deadLetterArn) return;
    const text = (StringValue: string) => ({ DataType: "String", StringValue });
    const { body, attributes } = this.queueMessage();
    try {
      this.world.endpoints.queues?.deliver(
        deadLetterArn,
        {
          body,
          attributes: {
            ...attributes,
            RequestID: text(this.notification.messageId),
            ErrorCode: text(error.name),
            ErrorMessage: text(error.message || error.name),
          },
        },
        principal,
        topicArn,
      );
      this.report("NumberOfNotificationsRedrivenToDlq");
    } catch (problem) {
      if (!(problem instanceof AwsError)) throw problem;
      this.report("NumberOfNotificationsFailedToRedriveToDlq");
    }
  }

  private report(result: DeliveryResult): void {
    this.world.report(this.subscription, result);
  }
}
