import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AsyncDeadLetters } from "./async-dead-letters";

export interface QueueSubscriptionArgs {
  topicArn: pulumi.Input<string>;
  /** A queue whose policy lets the topic in. */
  queue: { readonly arn: pulumi.Input<string>; readonly policy: pulumi.Resource };
  /** Of the topic's region: where the subscription leaves what it could not deliver. */
  asyncDeadLetters: AsyncDeadLetters;
}

/** Feeds a queue from an events topic. The consumer reads the event itself, not an envelope around it. */
export function subscribeQueue(
  name: string,
  { topicArn, queue, asyncDeadLetters }: QueueSubscriptionArgs,
  opts: pulumi.CustomResourceOptions,
): aws.sns.TopicSubscription {
  return new aws.sns.TopicSubscription(
    name,
    {
      topic: topicArn,
      protocol: "sqs",
      endpoint: queue.arn,
      rawMessageDelivery: true,
      redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: asyncDeadLetters.arn }),
    },
    { ...opts, dependsOn: [queue.policy, asyncDeadLetters.policy] },
  );
}
