import { parseArn } from "../arn";
import { NotModelled } from "../aws-error";
import type { RecordMetric } from "../cloudwatch/record-metric";
import type { Random } from "../random";
import type { Caller, Service } from "../service";
import type { QueueDelivery } from "../sqs/queue-delivery";
import type { Timeline } from "../timeline";
import type { Outcome } from "./attempt";
import { EventSourceMapping } from "./event-source-mapping";
import type { FunctionDeclaration, Runner } from "./function-declaration";
import { invoke } from "./invoke";
import { LambdaRegion } from "./lambda-region";
import type { MappingDeclaration } from "./mapping-declaration";
import type { PolledQueues } from "./polled-queue";

/** What the functions of a cloud share, and where outcomes and metrics go. */
export interface LambdaOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  /** @default "123456789012" */
  readonly account?: string;
  /** Concurrent executions of a region, reserved ones included. @default 1000 */
  readonly regionConcurrency?: number;
  /** The queues event source mappings poll, and those that take outcomes and dead letters. */
  readonly queues?: PolledQueues & QueueDelivery;
  /** Publishes outcomes and dead letters to a topic. */
  readonly publish?: (topicArn: string, message: string, principal: string) => void;
  readonly metrics?: RecordMetric;
}

/** Lambda in all regions. Functions come from `createFunction`, never from a client. */
export class LambdaService implements Service {
  readonly name = "lambda";
  private readonly regions = new Map<string, LambdaRegion>();

  constructor(private readonly options: LambdaOptions) {}

  /** Declares a function and returns its ARN. */
  createFunction(region: string, declaration: FunctionDeclaration): string {
    return this.in(region).create(declaration);
  }

  /** New code under the same name; what runs already runs on. */
  updateCode(region: string, name: string, run: Runner): void {
    this.in(region).updateCode(name, run);
  }

  /** Changes the limit of a function while it runs: zero throttles every invocation. */
  setReservedConcurrency(region: string, name: string, reserved: number | undefined): void {
    this.in(region).setReservedConcurrency(name, reserved);
  }

  /** Executions of this function at this moment. */
  running(region: string, name: string): number {
    return this.in(region).runningOf(name);
  }

  createEventSourceMapping(region: string, declaration: MappingDeclaration): EventSourceMapping {
    const { queues, timeline } = this.options;
    if (!queues) throw new Error("an event source mapping needs queues to poll");
    const lambda = this.in(region);
    const mapping = new EventSourceMapping(lambda, { queues, timeline }, declaration);
    lambda.mappings.push(mapping);
    mapping.start();
    return mapping;
  }

  /** Pollers and owed invocations go on. Regions run from the beginning. */
  start(region: string): void {
    this.in(region).start();
  }

  stop(region: string): void {
    this.in(region).stop();
  }

  kill(region: string): void {
    this.in(region).kill();
  }

  call(caller: Caller, operation: string, input: Record<string, unknown>): unknown {
    if (operation === "Invoke") return invoke(this.in(caller.region), input);
    throw new NotModelled("lambda", operation);
  }

  /**
   * Runs a function and answers how it ended, without turning anything into bytes. Throws at once
   * when refused; never answers when the region is killed meanwhile.
   */
  invoke(region: string, functionName: string, event: unknown): Promise<Outcome> {
    let resolve: (outcome: Outcome) => void = () => undefined;
    const answer = new Promise<Outcome>((settle) => {
      resolve = settle;
    });
    this.in(region).begin(functionName, event, resolve);
    return answer;
  }

  /** Hands over an event as services do; from then on Lambda owes the invocation. */
  invokeEvent(functionArn: string, event: unknown): void {
    this.in(parseArn(functionArn).region).accept(functionArn, JSON.stringify(event) ?? "null");
  }

  private in(region: string): LambdaRegion {
    let lambda = this.regions.get(region);
    if (!lambda) {
      const { timeline, random, queues, publish, metrics } = this.options;
      lambda = new LambdaRegion(region, {
        timeline,
        random: random.fork(`lambda/${region}`),
        account: this.options.account ?? "123456789012",
        regionConcurrency: this.options.regionConcurrency ?? 1000,
        targets: {
          queues,
          publish,
          invokeEvent: (functionArn, event) => this.invokeEvent(functionArn, event),
        },
        metrics,
      });
      this.regions.set(region, lambda);
    }
    return lambda;
  }
}
