import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { refusePlainText } from "./statement";

export interface TopicsArgs {
  context: RegionContext;
  /** The key that alarms may use. */
  keyArn: pulumi.Input<string>;
  /** Where alerts are sent as well. */
  email?: string | undefined;
  /** Where a mail is kept that could not be sent. */
  deadLetterQueueArn: pulumi.Input<string>;
}

/** ARN of a topic of this product by its purpose: known in both regions before anything exists. */
export function topicArn(
  purpose: "alerts" | "events",
  context: { suffix: string; region: string; accountId: pulumi.Input<string> },
): pulumi.Output<string> {
  const name = physicalName(purpose, context, NAME_LIMITS.topic);
  return pulumi.interpolate`arn:aws:sns:${context.region}:${context.accountId}:${name}`;
}

/**
 * Two topics that never feed each other: alerts start failovers and wake people, events tell the rest of
 * the company what became of a payment.
 */
export class Topics extends pulumi.ComponentResource {
  public readonly alertsArn: pulumi.Output<string>;
  public readonly eventsArn: pulumi.Output<string>;

  constructor(name: string, args: TopicsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:Topics", name, {}, opts);
    const alerts = this.declareTopic(name, "alerts", args);
    const events = this.declareTopic(name, "events", args);
    this.declarePolicy(`${name}-alerts`, alerts, [
      {
        Sid: "AlarmsPublish",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: alerts.arn,
        Condition: { StringEquals: { "aws:SourceAccount": args.context.accountId } },
      },
    ]);
    this.declarePolicy(`${name}-events`, events, []);
    if (args.email !== undefined) {
      new aws.sns.TopicSubscription(
        `${name}-email`,
        {
          topic: alerts.arn,
          protocol: "email",
          endpoint: args.email,
          redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: args.deadLetterQueueArn }),
        },
        { parent: this },
      );
    }
    this.alertsArn = alerts.arn;
    this.eventsArn = events.arn;
    this.registerOutputs({ alertsArn: this.alertsArn, eventsArn: this.eventsArn });
  }

  private declareTopic(name: string, purpose: "alerts" | "events", args: TopicsArgs) {
    const topicName = physicalName(purpose, args.context, NAME_LIMITS.topic);
    return new aws.sns.Topic(
      `${name}-${purpose}`,
      { name: topicName, kmsMasterKeyId: args.keyArn, tags: nameTag(topicName) },
      { parent: this },
    );
  }

  private declarePolicy(name: string, topic: aws.sns.Topic, statements: readonly object[]): void {
    new aws.sns.TopicPolicy(
      `${name}-policy`,
      {
        arn: topic.arn,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [refusePlainText("sns:Publish", [topic.arn]), ...statements],
        }),
      },
      { parent: this },
    );
  }
}
