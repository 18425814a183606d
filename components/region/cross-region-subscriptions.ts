import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PaymentRegion } from "../payment-region";
import type { PaymentFunction } from "./payment-function";
import { subscribeQueue } from "./queue-subscription";

export interface CrossRegionSubscriptionsArgs {
  region: PaymentRegion;
  peer: PaymentRegion;
  /** Weighs an alarm and starts the workflow of its own region when everything speaks for it. */
  orchestrate: PaymentFunction;
}

/**
 * Connects the regions' topics. Alarms of both regions reach the orchestrator of this one, and its business
 * events reach the observer queue of the other one.
 */
export class CrossRegionSubscriptions extends pulumi.ComponentResource {
  constructor(
    name: string,
    args: CrossRegionSubscriptionsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("payments:region:CrossRegionSubscriptions", name, {}, opts);
    const { region, peer, orchestrate } = args;
    for (const [noun, source] of [["own", region] as const, ["peer", peer] as const]) {
      const topicArn = source.messaging.topics.alertsArn;
      const permission = orchestrate.allowInvocation(
        `${name}-${noun}`,
        "sns.amazonaws.com",
        topicArn,
      );
      new aws.sns.TopicSubscription(
        `${name}-${noun}-alerts`,
        {
          topic: topicArn,
          protocol: "lambda",
          endpoint: orchestrate.aliasArn,
          redrivePolicy: pulumi.jsonStringify({
            deadLetterTargetArn: source.messaging.asyncDeadLetters.arn,
          }),
        },
        {
          parent: this,
          // Cross-region: a subscription lives where its topic lives, so its provider is that region's.
          provider: source.context.provider,
          dependsOn: [permission, source.messaging.asyncDeadLetters.policy],
        },
      );
    }
    this.fanOut(name, region, peer);
    this.registerOutputs({});
  }

  /** Cross-region: for auditors only. Nothing depends on it, because either end may be the one that is gone. */
  private fanOut(name: string, region: PaymentRegion, peer: PaymentRegion): void {
    const { topics, asyncDeadLetters } = region.messaging;
    const { observer } = peer.messaging;
    subscribeQueue(
      `${name}-observer`,
      { topicArn: topics.eventsArn, queue: observer, asyncDeadLetters },
      { parent: this },
    );
  }
}
