import type { ResourceModels } from "./creation";

/** Queues and topics: what a payment travels through between functions. */
export const messagingModels: ResourceModels = {
  "aws:sqs/queue:Queue": (queue) => {
    const name = queue.named();
    const url = `https://sqs.${queue.region}.amazonaws.com/${queue.account}/${name}`;
    return { id: url, outputs: { name, url, arn: queue.arn("sqs", name), namePrefix: "" } };
  },
  "aws:sqs/queuePolicy:QueuePolicy": (policy) => ({ id: policy.text("queueUrl") }),
  "aws:sqs/redrivePolicy:RedrivePolicy": (policy) => ({ id: policy.text("queueUrl") }),
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": (policy) => ({ id: policy.text("queueUrl") }),
  "aws:sns/topic:Topic": (topic) => {
    const name = topic.named();
    const arn = topic.arn("sns", name);
    return { id: arn, outputs: { name, arn, owner: topic.account, beginningArchiveTime: "" } };
  },
  "aws:sns/topicPolicy:TopicPolicy": (policy) => ({
    id: policy.text("arn"),
    outputs: { owner: policy.account },
  }),
  "aws:sns/topicSubscription:TopicSubscription": (subscription) => {
    const arn = `${subscription.text("topic")}:${subscription.uuid()}`;
    // Nobody clicks the link in an e-mail during creation, so only machines are confirmed.
    const confirmed = !subscription.text("protocol").startsWith("email");
    return {
      id: arn,
      outputs: {
        arn,
        ownerId: subscription.account,
        pendingConfirmation: !confirmed,
        confirmationWasAuthenticated: confirmed,
      },
    };
  },
};
