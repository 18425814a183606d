import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { DeadLetterAlarm } from "./dead-letter-alarm";
import { refusePlainText } from "./statement";

const SECONDS_PER_DAY = 24 * 3600;

export interface DurableQueueArgs {
  context: RegionContext;
  /** Purpose of the queue in its name, such as `processing-queue`. */
  purpose: string;
  /** Purpose of the dead-letter queue in its name, such as `dlq`. */
  deadLettersPurpose: string;
  /** How long a delivered message stays hidden; see `visibilityFor`. */
  visibilitySeconds: number;
  /** Deliveries of one message before it moves to the dead-letter queue. */
  maxReceiveCount: number;
  /** Topics that feed the queue. Their names are known before they exist, in either region. */
  topicArns?: readonly pulumi.Input<string>[];
  /** The key that lets those topics in; without topics SQS's own encryption is enough. */
  keyArn?: pulumi.Input<string>;
  alertsTopicArn: pulumi.Input<string>;
}

/**
 * How long a queue must hide a message that a function works on: six attempts of the function, which is
 * what AWS asks for, and the window in which a batch is gathered.
 */
export function visibilityFor(timeoutSeconds: number, windowSeconds: number): number {
  return 6 * timeoutSeconds + windowSeconds;
}

/** A queue, the dead-letter queue for what could not be dealt with, and the alarm on that. */
export class DurableQueue extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  public readonly url: pulumi.Output<string>;
  public readonly deadLettersArn: pulumi.Output<string>;
  /** Subscriptions wait for it: a topic may not deliver before the queue lets it in. */
  public readonly policy: aws.sqs.QueuePolicy;

  constructor(name: string, args: DurableQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:DurableQueue", name, {}, opts);
    const encryption =
      args.keyArn === undefined
        ? { sqsManagedSseEnabled: true }
        : { kmsMasterKeyId: args.keyArn, kmsDataKeyReusePeriodSeconds: 3600 };
    const deadLettersName = physicalName(args.deadLettersPurpose, args.context, NAME_LIMITS.queue);
    const deadLetters = new aws.sqs.Queue(
      `${name}-dead-letters`,
      {
        name: deadLettersName,
        messageRetentionSeconds: 14 * SECONDS_PER_DAY,
        ...encryption,
        tags: nameTag(deadLettersName),
      },
      { parent: this },
    );
    const queueName = physicalName(args.purpose, args.context, NAME_LIMITS.queue);
    const messages = new aws.sqs.Queue(
      `${name}-messages`,
      {
        name: queueName,
        visibilityTimeoutSeconds: args.visibilitySeconds,
        messageRetentionSeconds: 4 * SECONDS_PER_DAY,
        receiveWaitTimeSeconds: 20,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: deadLetters.arn,
          maxReceiveCount: args.maxReceiveCount,
        }),
        ...encryption,
        tags: nameTag(queueName),
      },
      { parent: this },
    );
    new aws.sqs.RedriveAllowPolicy(
      `${name}-redrive`,
      {
        queueUrl: deadLetters.url,
        redriveAllowPolicy: pulumi.jsonStringify({
          redrivePermission: "byQueue",
          sourceQueueArns: [messages.arn],
        }),
      },
      { parent: this },
    );
    this.declarePolicy(`${name}-dead-letters`, deadLetters, []);
    this.policy = this.declarePolicy(`${name}-messages`, messages, args.topicArns ?? []);
    new DeadLetterAlarm(
      `${name}-alarm`,
      {
        context: args.context,
        purpose: args.deadLettersPurpose,
        queueName: deadLettersName,
        alertsTopicArn: args.alertsTopicArn,
      },
      { parent: this },
    );
    this.arn = messages.arn;
    this.url = messages.url;
    this.deadLettersArn = deadLetters.arn;
    this.registerOutputs({ arn: this.arn, url: this.url, deadLettersArn: this.deadLettersArn });
  }

  private declarePolicy(
    name: string,
    queue: aws.sqs.Queue,
    topicArns: readonly pulumi.Input<string>[],
  ): aws.sqs.QueuePolicy {
    const fromTopics = {
      Sid: "TopicsDeliver",
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queue.arn,
      Condition: { ArnEquals: { "aws:SourceArn": [...topicArns] } },
    };
    return new aws.sqs.QueuePolicy(
      `${name}-policy`,
      {
        queueUrl: queue.url,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            refusePlainText("sqs:*", [queue.arn]),
            ...(topicArns.length > 0 ? [fromTopics] : []),
          ],
        }),
      },
      { parent: this },
    );
  }
}
