import { NotModelled } from "../aws-error";
import type { Random } from "../random";
import type { Caller, Service } from "../service";
import type { Timeline, Timer } from "../timeline";
import { pageOfUrls } from "./list-queues";
import type { Message } from "./message";
import type { QueueDepth, QueueFaults } from "./message-store";
import { MoveTasks } from "./move-task";
import { Queue } from "./queue";
import { getQueueAttributes } from "./queue-attributes";
import type { DeliveredMessage, QueueDelivery } from "./queue-delivery";
import { QueueRegistry } from "./queue-registry";
import { completeSettings, type QueueSettings } from "./queue-settings";
import { receiveMessage } from "./receive";
import { type SendContext, sendMessage, sendMessageBatch } from "./send";
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
} from "./settle";
import { queueDoesNotExist, sqsError } from "./sqs-error";

/** What the queues of a cloud share. */
export interface SqsOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  /** @default "123456789012" */
  readonly account?: string;
  /** The address of a queue. @default the address AWS gives */
  readonly queueUrl?: (region: string, name: string) => string;
  /** Whether answers carry MD5 digests, which SDK clients verify. @default true */
  readonly checksums?: boolean;
  readonly faults?: QueueFaults;
}

const purgeIntervalMs = 60_000;

/** Standard queues of all regions. Queues come from `createQueue`, never from a client. */
export class Sqs implements Service, QueueDelivery {
  readonly name = "sqs";
  private readonly queues = new QueueRegistry();
  private readonly tasks: MoveTasks;
  private readonly account: string;
  private readonly checksums: boolean;
  private created = 0;

  constructor(private readonly options: SqsOptions) {
    this.account = options.account ?? "123456789012";
    this.checksums = options.checksums ?? true;
    const { timeline, random } = options;
    this.tasks = new MoveTasks(timeline, random.fork("sqs-move-tasks"), (arn) =>
      this.queues.byArn(arn),
    );
  }

  createQueue(region: string, declared: QueueSettings): Queue {
    const settings = completeSettings(region, declared);
    const { name, redrive } = settings;
    const arn = `arn:aws:sqs:${region}:${this.account}:${name}`;
    const url =
      this.options.queueUrl?.(region, name) ??
      `https://sqs.${region}.amazonaws.com/${this.account}/${name}`;
    this.created += 1;
    const queue = new Queue(region, arn, url, this.created, settings, {
      timeline: this.options.timeline,
      random: this.options.random.fork(`sqs/${region}/${name}`),
      faults: this.options.faults,
      moveToDeadLetters: (source, message) => this.moveToDeadLetters(source, message),
    });
    const target = redrive && this.queues.byArn(redrive.deadLetterTargetArn);
    if (target) mustAccept(target, queue);
    for (const source of this.sourcesOf(queue)) mustAccept(queue, source);
    this.queues.add(name, queue);
    return queue;
  }

  /** The disaster "queue gone": messages included, and clients find nothing at the address. */
  dropQueue(region: string, name: string): void {
    this.queues.remove(region, name).close();
  }

  depth(region: string, name: string): QueueDepth {
    return this.queues.named(region, name).depth();
  }

  queuesOf(region: string): readonly Queue[] {
    return this.queues.of(region);
  }

  queueByArn(arn: string): Queue | undefined {
    return this.queues.byArn(arn);
  }

  /** Calls once when the queue has something to receive, or is gone. */
  whenReceivable(queueArn: string, run: () => void): Timer {
    const queue = this.queues.byArn(queueArn);
    if (!queue) throw queueDoesNotExist();
    return queue.whenReceivable(run);
  }

  deliver(queueArn: string, message: DeliveredMessage, principal: string): void {
    const queue = this.queues.byArn(queueArn);
    if (!queue) throw queueDoesNotExist();
    const input = { MessageBody: message.body, MessageAttributes: message.attributes };
    sendMessage(queue, input, this.contextOf({ region: queue.region, principal }));
  }

  call(caller: Caller, operation: string, input: Record<string, unknown>): unknown {
    const { region } = caller;
    switch (operation) {
      case "SendMessage":
        return sendMessage(this.addressed(region, input), input, this.contextOf(caller));
      case "SendMessageBatch":
        return sendMessageBatch(this.addressed(region, input), input, this.contextOf(caller));
      case "ReceiveMessage":
        return receiveMessage(this.addressed(region, input), input, this.checksums);
      case "DeleteMessage":
        return deleteMessage(this.addressed(region, input), input);
      case "DeleteMessageBatch":
        return deleteMessageBatch(this.addressed(region, input), input);
      case "ChangeMessageVisibility":
        return changeMessageVisibility(this.addressed(region, input), input);
      case "ChangeMessageVisibilityBatch":
        return changeMessageVisibilityBatch(this.addressed(region, input), input);
      case "GetQueueUrl":
        return { QueueUrl: this.queues.named(region, input.QueueName).url };
      case "GetQueueAttributes":
        return getQueueAttributes(
          this.addressed(region, input),
          input.AttributeNames as string[] | undefined,
        );
      case "ListQueues": {
        const { urls, nextToken } = pageOfUrls(this.queues.of(region), input);
        return { QueueUrls: urls.length > 0 ? urls : undefined, NextToken: nextToken };
      }
      case "ListDeadLetterSourceQueues": {
        const sources = this.sourcesOf(this.addressed(region, input));
        const { urls, nextToken } = pageOfUrls(sources, input);
        return { queueUrls: urls, NextToken: nextToken };
      }
      case "PurgeQueue":
        return this.purge(this.addressed(region, input));
      case "StartMessageMoveTask":
        return this.tasks.start(this.deadLetterQueue(region, input), input);
      case "CancelMessageMoveTask":
        return this.tasks.cancel(input.TaskHandle);
      case "ListMessageMoveTasks":
        return this.tasks.list(
          this.deadLetterQueue(region, input),
          input.MaxResults as number | undefined,
        );
      default:
        throw new NotModelled("sqs", operation);
    }
  }

  private addressed(region: string, input: Record<string, unknown>): Queue {
    return this.queues.addressed(region, input.QueueUrl);
  }

  private contextOf(caller: Caller): SendContext {
    return { caller, account: this.account, checksums: this.checksums };
  }

  private sourcesOf(target: Queue): Queue[] {
    return this.queues
      .of(target.region)
      .filter(({ settings }) => settings.redrive?.deadLetterTargetArn === target.arn);
  }

  private deadLetterQueue(region: string, input: Record<string, unknown>): Queue {
    const queue = this.queues.byArn(String(input.SourceArn));
    if (!queue || queue.region !== region) {
      throw sqsError("ResourceNotFoundException", "The resource that you specified doesn't exist.");
    }
    if (this.sourcesOf(queue).length === 0) {
      throw sqsError(
        "InvalidParameterValue",
        "Source queue must be configured as a Dead Letter Queue.",
      );
    }
    return queue;
  }

  private moveToDeadLetters(source: Queue, message: Message): boolean {
    const { redrive } = source.settings;
    const target = redrive && this.queues.byArn(redrive.deadLetterTargetArn);
    target?.addDeadLetter(message, source.arn);
    return target !== undefined;
  }

  private purge(queue: Queue): Record<string, never> {
    const nowMs = this.options.timeline.nowMs();
    if (nowMs - queue.purgedAtMs < purgeIntervalMs) {
      throw sqsError(
        "PurgeQueueInProgress",
        `Only one PurgeQueue operation on ${queue.settings.name} is allowed every 60 seconds.`,
      );
    }
    queue.purgedAtMs = nowMs;
    queue.purge();
    return {};
  }
}

function mustAccept(target: Queue, source: Queue): void {
  if (target.accepts(source.arn)) return;
  throw sqsError(
    "InvalidParameterValue",
    `${target.settings.name} does not allow ${source.settings.name} to use it for dead letters.`,
  );
}
