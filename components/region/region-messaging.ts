import * as pulumi from "@pulumi/pulumi";
import { FUNCTIONS } from "../../functions/core/function-catalogue";
import type { StackConfig } from "../config";
import type { RegionContext } from "../context";
import { AsyncDeadLetters, asyncDeadLettersArn } from "./async-dead-letters";
import { DurableQueue, visibilityFor } from "./durable-queue";
import { parameterRuleArn } from "./parameter-rule";
import { TopicQueue } from "./topic-queue";
import { Topics, topicArn } from "./topics";

export interface RegionMessagingArgs {
  context: RegionContext;
  config: Pick<StackConfig, "queue" | "alarms">;
  /** The key that lets alarms and topics in. */
  keyArn: pulumi.Input<string>;
}

/** How a consumer of business events gathers its batches. */
export const EVENT_BATCHES = {
  notify: { batchSize: 10, windowSeconds: 1 },
  // One object in the archive holds a whole batch: small objects are dear to keep and never archived.
  archive: { batchSize: 1_000, windowSeconds: 60 },
  ledger: { batchSize: 100, windowSeconds: 2 },
} as const;

/** Topics and queues of a region, each queue with its dead letters and the alarm on them. */
export class RegionMessaging extends pulumi.ComponentResource {
  public readonly topics: Topics;
  public readonly asyncDeadLetters: AsyncDeadLetters;
  /** Hints that a payment waits; the table, not the queue, is the truth. */
  public readonly processing: DurableQueue;
  public readonly notifications: TopicQueue;
  public readonly archive: TopicQueue;
  /** What the other region's events topic says, for auditors: nothing depends on it. */
  public readonly observer: DurableQueue;

  constructor(name: string, args: RegionMessagingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:RegionMessaging", name, {}, opts);
    const { context, config, keyArn } = args;
    this.topics = new Topics(
      `${name}-topics`,
      {
        context,
        keyArn,
        email: config.alarms.email,
        deadLetterQueueArn: asyncDeadLettersArn(context),
      },
      { parent: this },
    );
    const alertsTopicArn = this.topics.alertsArn;
    this.asyncDeadLetters = new AsyncDeadLetters(
      `${name}-async`,
      {
        context,
        alertsTopicArn,
        topicArns: [topicArn("alerts", context), topicArn("events", context)],
        ruleArns: [parameterRuleArn(context)],
      },
      { parent: this },
    );
    const maxReceiveCount = config.queue.maxReceiveCount;
    this.processing = new DurableQueue(
      `${name}-processing`,
      {
        context,
        purpose: "processing-queue",
        deadLettersPurpose: "dlq",
        visibilitySeconds: visibilityFor(
          FUNCTIONS.process.timeoutSeconds,
          config.queue.windowSeconds,
        ),
        maxReceiveCount,
        alertsTopicArn,
      },
      { parent: this },
    );
    this.notifications = this.declareTopicQueue(name, "notifications", "notify", args);
    this.archive = this.declareTopicQueue(name, "archive", "archive", args);
    this.observer = new DurableQueue(
      `${name}-observer`,
      {
        context,
        purpose: "observer-queue",
        deadLettersPurpose: "observer-dlq",
        visibilitySeconds: 30,
        maxReceiveCount,
        // Cross-region: the peer's topic delivers here, and its name is known before it exists.
        topicArns: [topicArn("events", { ...context, region: context.peerRegion })],
        keyArn,
        alertsTopicArn,
      },
      { parent: this },
    );
    this.registerOutputs({ processingQueueUrl: this.processing.url });
  }

  private declareTopicQueue(
    name: string,
    purpose: string,
    consumer: keyof typeof EVENT_BATCHES,
    { context, config, keyArn }: RegionMessagingArgs,
  ): TopicQueue {
    return new TopicQueue(
      `${name}-${purpose}`,
      {
        context,
        purpose: `${purpose}-queue`,
        deadLettersPurpose: `${purpose}-dlq`,
        visibilitySeconds: visibilityFor(
          FUNCTIONS[consumer].timeoutSeconds,
          EVENT_BATCHES[consumer].windowSeconds,
        ),
        maxReceiveCount: config.queue.maxReceiveCount,
        topicArn: this.topics.eventsArn,
        keyArn,
        asyncDeadLetters: this.asyncDeadLetters,
        alertsTopicArn: this.topics.alertsArn,
      },
      { parent: this },
    );
  }
}
