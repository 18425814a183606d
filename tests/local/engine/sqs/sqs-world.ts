import { Random } from "../../../../local/engine/random";
import type { QueueSettings } from "../../../../local/engine/sqs/queue-settings";
import type { ReceivedMessage } from "../../../../local/engine/sqs/receive";
import { Sqs, type SqsOptions } from "../../../../local/engine/sqs/sqs";
import { VirtualTimeline } from "../../../../local/engine/timeline";

const region = "us-east-1";

/** One region with queues in virtual time, and the few calls that nearly every test makes. */
export class SqsWorld {
  readonly timeline = new VirtualTimeline(Date.UTC(2026, 0, 1));
  readonly sqs: Sqs;

  constructor(options: Partial<SqsOptions> = {}) {
    this.sqs = new Sqs({ timeline: this.timeline, random: new Random("sqs-test"), ...options });
  }

  queue(settings: Partial<QueueSettings> = {}): string {
    return this.sqs.createQueue(region, { name: "payments", ...settings }).url;
  }

  /** Calls an operation the way a client of this region does. */
  call<Output = Record<string, unknown>>(
    operation: string,
    input: Record<string, unknown>,
  ): Output {
    return this.sqs.call({ region }, operation, input) as Output;
  }

  send(url: string, body: string, more: Record<string, unknown> = {}): string {
    const input = { QueueUrl: url, MessageBody: body, ...more };
    return this.call<{ MessageId: string }>("SendMessage", input).MessageId;
  }

  receive(url: string, more: Record<string, unknown> = {}): ReceivedMessage[] {
    const input = {
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
      ...more,
    };
    return this.call<{ Messages?: ReceivedMessage[] }>("ReceiveMessage", input).Messages ?? [];
  }

  bodies(url: string, more: Record<string, unknown> = {}): string[] {
    return this.receive(url, more).map(({ Body }) => Body);
  }

  /** Lets virtual time pass, and everything happen that is due in it. */
  pass(seconds: number): void {
    const untilMs = this.timeline.nowMs() + seconds * 1000;
    while (this.timeline.step(untilMs));
    this.timeline.jumpTo(untilMs);
  }

  /** The error a call is refused with: its name and message. */
  refusal(operation: string, input: Record<string, unknown>): Error & { queryErrorCode?: string } {
    try {
      this.call(operation, input);
    } catch (error) {
      return error as Error;
    }
    throw new Error(`${operation} was accepted`);
  }
}
