import {
  type CallPlace,
  type CallTable,
  type Input,
  keyDemands,
  TO_DECRYPT,
  TO_ENCRYPT_AND_CHECK,
} from "../demand";

function queueArn(input: Input, { region, account }: CallPlace): string {
  const given = String(input.QueueUrl ?? input.QueueName ?? input.SourceArn);
  if (given.startsWith("arn:")) return given;
  return `arn:aws:sqs:${region}:${account}:${given.split("/").at(-1)}`;
}

/** One action on the queue, and what its key demands. Batches need the permission of the single call. */
const onQueue =
  (action: string, keyActions: readonly string[] = []) =>
  (input: Input, place: CallPlace) => {
    const queue = queueArn(input, place);
    return [{ action: `sqs:${action}`, resource: queue }, ...keyDemands(place, queue, keyActions)];
  };

const send = onQueue("SendMessage", TO_ENCRYPT_AND_CHECK);
const remove = onQueue("DeleteMessage");
const changeVisibility = onQueue("ChangeMessageVisibility");

/** A task moves messages: it reads, sends and deletes on behalf of the caller. */
const moveTask = (action: string) => (input: Input, place: CallPlace) => [
  ...onQueue(action)(input, place),
  ...onQueue("ReceiveMessage", TO_DECRYPT)(input, place),
  ...remove(input, place),
  ...(typeof input.DestinationArn === "string"
    ? send({ QueueUrl: input.DestinationArn }, place)
    : []),
];

export const SQS_CALLS: CallTable = {
  SendMessage: send,
  SendMessageBatch: send,
  ReceiveMessage: onQueue("ReceiveMessage", TO_DECRYPT),
  DeleteMessage: remove,
  DeleteMessageBatch: remove,
  ChangeMessageVisibility: changeVisibility,
  ChangeMessageVisibilityBatch: changeVisibility,
  GetQueueUrl: onQueue("GetQueueUrl"),
  GetQueueAttributes: onQueue("GetQueueAttributes"),
  ListDeadLetterSourceQueues: onQueue("ListDeadLetterSourceQueues"),
  PurgeQueue: onQueue("PurgeQueue"),
  StartMessageMoveTask: moveTask("StartMessageMoveTask"),
  ListMessageMoveTasks: onQueue("ListMessageMoveTasks"),
  ListQueues: () => [{ action: "sqs:ListQueues", resource: "*" }],
};

const onTopic =
  (action: string, keyActions: readonly string[] = []) =>
  (input: Input, place: CallPlace) => {
    const topic = String(input.TopicArn ?? input.TargetArn);
    return [{ action: `sns:${action}`, resource: topic }, ...keyDemands(place, topic, keyActions)];
  };

export const SNS_CALLS: CallTable = {
  Publish: onTopic("Publish", TO_ENCRYPT_AND_CHECK),
  PublishBatch: onTopic("Publish", TO_ENCRYPT_AND_CHECK),
  GetTopicAttributes: onTopic("GetTopicAttributes"),
  ListSubscriptionsByTopic: onTopic("ListSubscriptionsByTopic"),
  ListTopics: () => [{ action: "sns:ListTopics", resource: "*" }],
};
