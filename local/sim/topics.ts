import { AwsError } from "../engine/aws-error";
import type { SubscriptionDeclaration } from "../engine/sns/subscription";
import type { World } from "./world";

/** From a topic to its subscribers. */
const DELIVERY_MS = 60;

interface Message {
  readonly move?: { readonly epoch?: number };
  readonly request?: string;
  readonly body?: { readonly token?: string };
  readonly kind?: string;
  readonly type?: string;
  readonly tenant?: string;
  readonly transaction_id?: string;
}

/** The declared topics: what was said on them, and who hears it. */
export class Topics {
  private readonly subscriptions = new Map<string, SubscriptionDeclaration[]>();

  constructor(private readonly world: World) {
    for (const { subscriptions } of Object.values(world.topology.regions)) {
      for (const one of subscriptions) {
        const known = this.subscriptions.get(one.topicArn);
        if (known) known.push(one);
        else this.subscriptions.set(one.topicArn, [one]);
      }
    }
  }

  /** The operation Publish. */
  publish(region: string, input: Record<string, unknown>): { readonly MessageId: string } {
    if (this.world.conditions.has("topic-down", this.world.placeOf(region))) {
      throw new AwsError("InternalError", "the topic is down", 500);
    }
    const text = String(input.Message);
    this.world.history.texts.push(text);
    this.note(region, JSON.parse(text) as Message);
    this.deliver(String(input.TopicArn), text);
    return { MessageId: "m" };
  }

  /** Hands a message to those who listen: functions always, queues where the scenario follows them. */
  deliver(topicArn: string, text: string): void {
    for (const { protocol, endpoint } of this.subscriptions.get(topicArn) ?? []) {
      if (protocol === "sqs" && !this.world.scenario.fanOut) continue;
      this.world.timeline.after(DELIVERY_MS, () => this.hand(protocol, endpoint, text));
    }
  }

  /** A region's queues are lost, and with them what nobody has read: SNS does not send it again. */
  loseUnread(region: string): void {
    const { alerts, tellers } = this.world.history;
    for (const [line, teller] of tellers) if (teller === region) alerts.add(line);
  }

  private hand(protocol: string, endpoint: string, text: string): void {
    try {
      if (protocol === "sqs") {
        this.world.sqs.deliver(endpoint, { body: text }, "sns.amazonaws.com");
      } else if (protocol === "lambda") {
        this.world.lambda.invokeEvent(endpoint, { Records: [{ Sns: { Message: text } }] });
      }
    } catch {
      // The subscriber's region is dark; what SNS makes of that is not what is at stake here.
    }
  }

  private note(region: string, message: Message): void {
    const { history, people } = this.world;
    if (message.transaction_id !== undefined) {
      const line = `${message.kind} ${message.tenant}#${message.transaction_id}`;
      if (message.type === "payment-alert") history.alerts.add(line);
      else {
        history.events.add(line);
        history.tellers.set(line, region);
      }
      history.note(`${region} told ${line}`);
    } else if (message.kind === "approval-requested") people.areAsked(region, message);
  }
}
