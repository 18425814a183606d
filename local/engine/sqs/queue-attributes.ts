import type { Queue } from "./queue";
import { sqsError } from "./sqs-error";

const seconds = (ms: number) => String(Math.floor(ms / 1000));

const attributes: Readonly<Record<string, (queue: Queue) => string | undefined>> = {
  QueueArn: ({ arn }) => arn,
  ApproximateNumberOfMessages: (queue) => String(queue.depth().visible),
  ApproximateNumberOfMessagesNotVisible: (queue) => String(queue.depth().inFlight),
  ApproximateNumberOfMessagesDelayed: (queue) => String(queue.depth().delayed),
  CreatedTimestamp: ({ createdAtMs }) => seconds(createdAtMs),
  LastModifiedTimestamp: ({ createdAtMs }) => seconds(createdAtMs),
  VisibilityTimeout: ({ settings }) => String(settings.visibilityTimeoutSeconds),
  MaximumMessageSize: ({ settings }) => String(settings.maximumMessageSize),
  MessageRetentionPeriod: ({ settings }) => String(settings.messageRetentionSeconds),
  DelaySeconds: ({ settings }) => String(settings.delaySeconds),
  ReceiveMessageWaitTimeSeconds: ({ settings }) => String(settings.receiveWaitSeconds),
  RedrivePolicy: ({ settings }) => settings.redrive && JSON.stringify(settings.redrive),
  RedriveAllowPolicy: ({ settings }) =>
    settings.redriveAllow && JSON.stringify(settings.redriveAllow),
};

/** Attributes that exist on AWS and that no queue here has: asking for them is no mistake. */
const neverSet = [
  "Policy",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "SqsManagedSseEnabled",
];

/** The operation GetQueueAttributes: nothing unless asked for, and every value as text. */
export function getQueueAttributes(queue: Queue, asked: readonly string[] | undefined) {
  if (!asked || asked.length === 0) return {};
  const values: Record<string, string> = {};
  for (const name of asked.includes("All") ? Object.keys(attributes) : asked) {
    const read = attributes[name];
    if (!read && !neverSet.includes(name)) {
      throw sqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    }
    const value = read?.(queue);
    if (value !== undefined) values[name] = value;
  }
  return { Attributes: values };
}
