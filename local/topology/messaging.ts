import type { SubscriptionDeclaration } from "../engine/sns/subscription";
import type { ResourceNode } from "../program/resource-node";
import { declared, parsed } from "./declared";

export interface DeclaredTopic {
  readonly name: string;
  readonly arn: string;
}

/** Topics of a region. */
export function readTopics(nodes: readonly ResourceNode[], region: string): DeclaredTopic[] {
  return declared(nodes, "sns/topic:Topic")
    .filter((one) => one.region === region)
    .map((one) => ({ name: one.text("name"), arn: one.output("arn") }));
}

/** Subscriptions to the topics of a region, wherever their endpoints are. */
export function readSubscriptions(
  nodes: readonly ResourceNode[],
  region: string,
): SubscriptionDeclaration[] {
  return declared(nodes, "sns/topicSubscription:TopicSubscription")
    .filter((one) => one.region === region)
    .map((one) => {
      const filterPolicy = parsed<unknown>(one, "filterPolicy");
      const redrive = parsed<{ deadLetterTargetArn: string }>(one, "redrivePolicy");
      const scope = one.optionalText("filterPolicyScope");
      return {
        topicArn: one.text("topic"),
        protocol: one.text("protocol") as SubscriptionDeclaration["protocol"],
        endpoint: one.text("endpoint"),
        rawMessageDelivery: one.node.inputs.rawMessageDelivery === true,
        ...(filterPolicy === undefined ? {} : { filterPolicy }),
        ...(scope ? { filterPolicyScope: scope as "MessageAttributes" | "MessageBody" } : {}),
        ...(redrive ? { deadLetterArn: redrive.deadLetterTargetArn } : {}),
      };
    });
}
