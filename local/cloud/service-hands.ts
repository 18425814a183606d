import { parseArn } from "../engine/arn";
import type { DeliveredMessage, QueueDelivery } from "../engine/sqs/queue-delivery";
import type { Guard } from "../iam/guard";
import type { Elsewhere } from "./region-services";

interface Reach {
  readonly region: string;
  readonly guard: Guard;
  readonly elsewhere: Elsewhere;
}

/** How things are done in the region itself, once they are allowed. */
interface OwnRegion {
  deliver(queueArn: string, message: DeliveredMessage, principal: string): void;
  invokeEvent(functionArn: string, event: unknown): void;
  publish(topicArn: string, message: string, principal: string, subject?: string): void;
}

/**
 * What AWS's services do to each other: topics deliver, alarms publish, rules and schedules invoke. The
 * policies of the receiver, or of the role that the service took on, decide each time.
 */
export class ServiceHands implements QueueDelivery {
  constructor(
    private readonly reach: Reach,
    private readonly own: OwnRegion,
  ) {}

  deliver(
    queueArn: string,
    message: DeliveredMessage,
    principal: string,
    sourceArn?: string,
  ): void {
    const { region } = parseArn(queueArn);
    const { guard, elsewhere } = this.reach;
    const input = { QueueUrl: queueArn };
    guard.checkService(principal, "sqs", "SendMessage", input, region, origin(sourceArn));
    // Cross-region: permissions are known everywhere, so the sender decides before the message leaves.
    if (region === this.reach.region) this.own.deliver(queueArn, message, principal);
    else elsewhere.deliver(queueArn, message);
  }

  /** Asynchronous, as services invoke: from then on Lambda owes the invocation. */
  async invoke(
    principal: string,
    functionArn: string,
    event: unknown,
    sourceArn?: string,
  ): Promise<void> {
    this.mayInvoke(principal, functionArn, sourceArn);
    if (parseArn(functionArn).region === this.reach.region)
      this.own.invokeEvent(functionArn, event);
    else await this.reach.elsewhere.invoke(functionArn, event);
  }

  /** Throws unless a service may call a function. */
  mayInvoke(principal: string, functionArn: string, sourceArn?: string): void {
    const { region } = parseArn(functionArn);
    const input = { FunctionName: functionArn };
    const from = origin(sourceArn);
    this.reach.guard.checkService(principal, "lambda", "Invoke", input, region, from);
  }

  publish(
    topicArn: string,
    message: string,
    principal: string,
    subject?: string,
    sourceArn?: string,
  ): void {
    const { region } = parseArn(topicArn);
    const input = { TopicArn: topicArn };
    const from = origin(sourceArn);
    this.reach.guard.checkService(principal, "sns", "Publish", input, region, from);
    this.own.publish(topicArn, message, principal, subject);
  }
}

function origin(sourceArn: string | undefined) {
  return sourceArn === undefined ? {} : { sourceArn };
}
