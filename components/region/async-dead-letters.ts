import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { DeadLetterAlarm } from "./dead-letter-alarm";
import { refusePlainText } from "./statement";

export interface AsyncDeadLettersArgs {
  context: RegionContext;
  alertsTopicArn: pulumi.Input<string>;
  /** Topics whose subscriptions leave here what they could not deliver. */
  topicArns: readonly pulumi.Input<string>[];
  /** Event rules whose targets do the same. */
  ruleArns: readonly pulumi.Input<string>[];
}

/** ARN of the queue: known before it exists, for topics that the queue itself waits for. */
export function asyncDeadLettersArn(context: RegionContext): pulumi.Output<string> {
  const name = physicalName("async-dlq", context, NAME_LIMITS.queue);
  return pulumi.interpolate`arn:aws:sqs:${context.region}:${context.accountId}:${name}`;
}

/** Where events end up that a function, a schedule or a subscription could not deliver. */
export class AsyncDeadLetters extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  /** Subscriptions wait for it: a topic may not deliver before the queue lets it in. */
  public readonly policy: aws.sqs.QueuePolicy;

  constructor(name: string, args: AsyncDeadLettersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:AsyncDeadLetters", name, {}, opts);
    const queueName = physicalName("async-dlq", args.context, NAME_LIMITS.queue);
    const queue = new aws.sqs.Queue(
      `${name}-queue`,
      {
        name: queueName,
        messageRetentionSeconds: 14 * 24 * 3600,
        // SQS's own key lets every sender in that the queue's policy or the sender's role allows.
        sqsManagedSseEnabled: true,
        tags: nameTag(queueName),
      },
      { parent: this },
    );
    this.policy = new aws.sqs.QueuePolicy(
      `${name}-policy`,
      {
        queueUrl: queue.url,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            refusePlainText("sqs:*", [queue.arn]),
            {
              Sid: "SubscriptionsLeaveWhatFailed",
              Effect: "Allow",
              Principal: { Service: "sns.amazonaws.com" },
              Action: "sqs:SendMessage",
              Resource: queue.arn,
              Condition: { ArnEquals: { "aws:SourceArn": [...args.topicArns] } },
            },
            {
              Sid: "RulesLeaveWhatFailed",
              Effect: "Allow",
              Principal: { Service: "events.amazonaws.com" },
              Action: "sqs:SendMessage",
              Resource: queue.arn,
              Condition: { ArnEquals: { "aws:SourceArn": [...args.ruleArns] } },
            },
          ],
        }),
      },
      { parent: this },
    );
    new DeadLetterAlarm(
      `${name}-alarm`,
      {
        context: args.context,
        purpose: "async-dlq",
        queueName,
        alertsTopicArn: args.alertsTopicArn,
      },
      { parent: this },
    );
    this.arn = queue.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
