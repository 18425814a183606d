import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import type { AsyncDeadLetters } from "./async-dead-letters";
import { DurableQueue, type DurableQueueArgs } from "./durable-queue";
import { subscribeQueue } from "./queue-subscription";

export interface TopicQueueArgs extends Omit<DurableQueueArgs, "topicArns" | "keyArn"> {
  context: RegionContext;
  topicArn: pulumi.Input<string>;
  /** Cross-region: topics elsewhere that are let in too; who subscribes to them also subscribes the queue. */
  otherTopicArns?: readonly pulumi.Input<string>[];
  keyArn: pulumi.Input<string>;
  /** Where the subscription leaves what it could not deliver. */
  asyncDeadLetters: AsyncDeadLetters;
}

/** A queue fed by the events topic of its own region, and perhaps by others: a consumer of business events at its own pace. */
export class TopicQueue extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  /** Subscriptions wait for it: a topic may not deliver before the queue lets it in. */
  public readonly policy: aws.sqs.QueuePolicy;

  constructor(name: string, args: TopicQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:TopicQueue", name, {}, opts);
    const { topicArn, otherTopicArns = [], asyncDeadLetters, ...queueArgs } = args;
    const queue = new DurableQueue(
      `${name}-queue`,
      { ...queueArgs, topicArns: [topicArn, ...otherTopicArns] },
      { parent: this },
    );
    subscribeQueue(`${name}-subscription`, { topicArn, queue, asyncDeadLetters }, { parent: this });
    this.arn = queue.arn;
    this.policy = queue.policy;
    this.registerOutputs({ arn: this.arn });
  }
}
