import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NamingContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";

export interface DeadLetterAlarmArgs {
  context: NamingContext;
  /** Purpose of the queue, which becomes part of the alarm's name. */
  purpose: string;
  queueName: string;
  alertsTopicArn: pulumi.Input<string>;
}

/** Tells people as soon as one message could not be dealt with. */
export class DeadLetterAlarm extends pulumi.ComponentResource {
  constructor(name: string, args: DeadLetterAlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:DeadLetterAlarm", name, {}, opts);
    const alarmName = physicalName(`${args.purpose}-depth`, args.context, NAME_LIMITS.alarm);
    new aws.cloudwatch.MetricAlarm(
      `${name}-depth`,
      {
        name: alarmName,
        alarmDescription: "Messages wait in a dead-letter queue: nobody else will deal with them.",
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: args.queueName },
        statistic: "Maximum",
        period: 60,
        evaluationPeriods: 1,
        threshold: 0,
        comparisonOperator: "GreaterThanThreshold",
        // An empty queue that nobody touched for hours stops reporting.
        treatMissingData: "notBreaching",
        alarmActions: [args.alertsTopicArn],
        okActions: [args.alertsTopicArn],
        tags: nameTag(alarmName),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
