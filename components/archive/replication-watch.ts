import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { metricAlert } from "../metric-alert";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { refusePlainText } from "../region/statement";
import type { ArchiveBucket } from "./archive-bucket";
import { PROMISED_MINUTES, RULE_ID } from "./replication";

export interface ReplicationWatchArgs {
  /**
   * The region that is watched from: it writes to `own` and receives what was written to `peer`.
   */
  context: RegionContext;
  own: ArchiveBucket;
  peer: ArchiveBucket;
  alertsTopicArn: pulumi.Input<string>;
}

const MISSED = "s3:Replication:OperationMissedThreshold";
const FAILED = "s3:Replication:OperationFailedReplication";

/**
 * Tells people when records do not reach the other region.
 * Cross-region: S3 reports lag in the region that receives, and missed deadlines in the region that
 * sends; so each region watches its own sending and its own receiving, and one of the two is left
 * whichever region is lost.
 */
export class ReplicationWatch extends pulumi.ComponentResource {
  constructor(name: string, args: ReplicationWatchArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:archive:ReplicationWatch", name, {}, opts);
    const { context, own, peer, alertsTopicArn } = args;
    const topic = this.declareEventTopic(name, args);
    metricAlert(
      `${name}-missed`,
      {
        context,
        purpose: "archive-replication-missed",
        description: `Records did not reach the other region within ${PROMISED_MINUTES} minutes. (Once when first deployed: S3 sends a test.)`,
        namespace: "AWS/SNS",
        metricName: "NumberOfMessagesPublished",
        dimensions: { TopicName: topic.name },
        statistic: "Sum",
        above: 0,
        periodSeconds: 300,
        topicArn: alertsTopicArn,
      },
      { parent: this },
    );
    metricAlert(
      `${name}-lag`,
      {
        context,
        purpose: "archive-replication-lag",
        description: "Records of the other region arrive here later than promised.",
        namespace: "AWS/S3",
        metricName: "ReplicationLatency",
        dimensions: {
          SourceBucket: peer.bucket.bucket,
          DestinationBucket: own.bucket.bucket,
          RuleId: RULE_ID,
        },
        statistic: "Maximum",
        above: PROMISED_MINUTES * 60,
        periodSeconds: 60,
        periods: 2,
        topicArn: alertsTopicArn,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }

  /** S3 sends these events to topics, queues and functions only, not to EventBridge. */
  private declareEventTopic(name: string, { context, own }: ReplicationWatchArgs): aws.sns.Topic {
    const topicName = physicalName("archive-replication", context, NAME_LIMITS.topic);
    const topic = new aws.sns.Topic(
      `${name}-events`,
      { name: topicName, kmsMasterKeyId: own.keyArn, tags: nameTag(topicName) },
      { parent: this },
    );
    const policy = new aws.sns.TopicPolicy(
      `${name}-events-policy`,
      {
        arn: topic.arn,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            refusePlainText("sns:Publish", [topic.arn]),
            {
              Sid: "TheBucketReports",
              Effect: "Allow",
              Principal: { Service: "s3.amazonaws.com" },
              Action: "sns:Publish",
              Resource: topic.arn,
              Condition: {
                ArnEquals: { "aws:SourceArn": own.bucket.arn },
                StringEquals: { "aws:SourceAccount": context.accountId },
              },
            },
          ],
        }),
      },
      { parent: this },
    );
    new aws.s3.BucketNotification(
      `${name}-notification`,
      { bucket: own.bucket.id, topics: [{ topicArn: topic.arn, events: [MISSED, FAILED] }] },
      // S3 tries the topic out when it is told of it.
      { parent: this, dependsOn: [policy] },
    );
    return topic;
  }
}
