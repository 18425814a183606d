import type { Outcome } from "../../../../local/engine/lambda/attempt";
import type {
  FunctionDeclaration,
  InvocationContext,
} from "../../../../local/engine/lambda/function-declaration";
import { type LambdaOptions, LambdaService } from "../../../../local/engine/lambda/lambda-service";
import type { MappingDeclaration } from "../../../../local/engine/lambda/mapping-declaration";
import { Random } from "../../../../local/engine/random";
import type { QueueSettings } from "../../../../local/engine/sqs/queue-settings";
import { Sqs } from "../../../../local/engine/sqs/sqs";
import { VirtualTimeline } from "../../../../local/engine/timeline";

export const region = "us-east-1";
export const queueArn = (name: string) => `arn:aws:sqs:${region}:123456789012:${name}`;

/** The records a function gets from a queue, as far as these tests look at them. */
export interface QueueEvent {
  readonly Records: { readonly messageId: string; readonly body: string }[];
}

/** Functions and queues of one region in virtual time. */
export class LambdaWorld {
  readonly timeline = new VirtualTimeline(Date.UTC(2026, 0, 1));
  readonly sqs: Sqs;
  readonly lambda: LambdaService;
  readonly published: { topicArn: string; message: string }[] = [];
  readonly counted = new Map<string, number>();

  constructor(options: Partial<LambdaOptions> = {}) {
    const { timeline } = this;
    const random = new Random("lambda-test");
    this.sqs = new Sqs({ timeline, random });
    this.lambda = new LambdaService({
      timeline,
      random,
      queues: this.sqs,
      publish: (topicArn, message) => this.published.push({ topicArn, message }),
      metrics: (_region, _namespace, name, _dimensions, value) =>
        this.counted.set(name, (this.counted.get(name) ?? 0) + value),
      ...options,
    });
  }

  create(
    run: (event: never, context: InvocationContext) => Promise<unknown>,
    more: Partial<FunctionDeclaration> = {},
  ): string {
    const declaration = { name: "settle", timeoutMs: 3000, memoryMb: 256, ...more };
    return this.lambda.createFunction(region, { ...declaration, run: run as never });
  }

  queue(settings: Partial<QueueSettings> = {}): void {
    this.sqs.createQueue(region, { name: "payments", ...settings });
  }

  map(more: Partial<MappingDeclaration> = {}) {
    const declaration = { functionName: "settle", queueArn: queueArn("payments"), ...more };
    return this.lambda.createEventSourceMapping(region, declaration);
  }

  send(...bodies: string[]): void {
    for (const body of bodies) this.sqs.deliver(queueArn("payments"), { body }, "test");
  }

  depth(name = "payments") {
    return this.sqs.depth(region, name);
  }

  /** The bodies now visible in a queue. */
  bodies(name: string): string[] {
    const QueueUrl = this.sqs.queueByArn(queueArn(name))?.url;
    const input = { QueueUrl, MaxNumberOfMessages: 10 };
    const { Messages = [] } = this.sqs.call({ region }, "ReceiveMessage", input) as {
      Messages?: { Body: string }[];
    };
    return Messages.map(({ Body }) => Body);
  }

  /** Work that takes virtual time. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.timeline.after(ms, resolve));
  }

  /** Lets virtual time pass; after each event every continuation runs. */
  async pass(seconds: number): Promise<void> {
    const untilMs = this.timeline.nowMs() + seconds * 1000;
    await drain();
    while (this.timeline.step(untilMs)) await drain();
    this.timeline.jumpTo(untilMs);
  }

  /** Starts an invocation; `outcome` is undefined while it runs. */
  begin(event: unknown = {}): { outcome?: Outcome } {
    const state: { outcome?: Outcome } = {};
    void this.lambda.invoke(region, "settle", event).then((outcome) => {
      state.outcome = outcome;
    });
    return state;
  }
}

export function drain(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
