import { md5, md5OfAttributes } from "./checksum";
import type { Message, MessageAttribute, MessageAttributes } from "./message";
import type { Queue } from "./queue";
import { invalidParameter, sqsError } from "./sqs-error";

interface ReceiveMessageInput {
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
}

/** A message as a receiver sees it, in the shape of the SDK. */
export interface ReceivedMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody?: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: MessageAttributes;
  MD5OfMessageAttributes?: string;
}

interface ReceiveMessageOutput {
  Messages?: ReceivedMessage[];
}

const systemAttributes: Readonly<Record<string, (message: Message) => string | undefined>> = {
  SenderId: ({ senderId }) => senderId,
  SentTimestamp: ({ sentAtMs }) => String(sentAtMs),
  ApproximateReceiveCount: ({ receiveCount }) => String(receiveCount),
  ApproximateFirstReceiveTimestamp: ({ firstReceivedAtMs }) => String(firstReceivedAtMs),
  AWSTraceHeader: ({ traceHeader }) => traceHeader,
  MessageGroupId: ({ groupId }) => groupId,
  DeadLetterQueueSourceArn: ({ failedIn }) => failedIn,
  MessageDeduplicationId: () => undefined,
  SequenceNumber: () => undefined,
};
const systemAttributeNames = Object.keys(systemAttributes);

/** At once what is there; a promise only when the caller is willing to wait and nothing is there. */
export function receiveMessage(
  queue: Queue,
  input: ReceiveMessageInput,
  checksums: boolean,
): ReceiveMessageOutput | Promise<ReceiveMessageOutput> {
  const maximum = within("MaxNumberOfMessages", input.MaxNumberOfMessages, 1, 10) ?? 1;
  const visibility = within("VisibilityTimeout", input.VisibilityTimeout, 0, 43_200);
  const asked = within("WaitTimeSeconds", input.WaitTimeSeconds, 0, 20);
  const waitSeconds = asked ?? queue.settings.receiveWaitSeconds;
  const names = wantedSystemAttributes(input);
  const render = (messages: readonly Message[]): ReceiveMessageOutput =>
    messages.length === 0
      ? {}
      : { Messages: messages.map((one) => rendered(queue, one, input, names, checksums)) };

  const messages = queue.take(maximum, visibility);
  if (messages.length > 0) return render(messages);
  if (waitSeconds > 0) return queue.receiveLater(maximum, visibility, waitSeconds).then(render);
  if (queue.isOverLimit()) {
    throw sqsError("OverLimit", "Too many messages in flight: no more are received.");
  }
  return {};
}

function within(name: string, value: number | undefined, low: number, high: number) {
  if (value === undefined || value === null) return undefined;
  if (!Number.isInteger(value) || value < low || value > high) {
    throw invalidParameter(name, value, `Must be between ${low} and ${high}, if provided.`);
  }
  return value;
}

function wantedSystemAttributes(input: ReceiveMessageInput): readonly string[] {
  const asked = input.MessageSystemAttributeNames ?? input.AttributeNames;
  if (!asked || asked.length === 0) return [];
  if (asked.includes("All")) return systemAttributeNames;
  for (const name of asked) {
    if (!systemAttributes[name]) {
      throw sqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    }
  }
  return asked;
}

function rendered(
  queue: Queue,
  message: Message,
  input: ReceiveMessageInput,
  names: readonly string[],
  checksums: boolean,
): ReceivedMessage {
  const { id, body, attributes } = message;
  const received: ReceivedMessage = {
    MessageId: id,
    ReceiptHandle: queue.handleOf(message),
    Body: body,
  };
  if (checksums) {
    message.bodyMd5 ??= md5(body);
    received.MD5OfBody = message.bodyMd5;
  }
  if (names.length > 0) received.Attributes = systemAttributesOf(message, names);
  const wanted = attributes && selectAttributes(attributes, input.MessageAttributeNames);
  if (wanted) {
    received.MessageAttributes = wanted;
    if (checksums) received.MD5OfMessageAttributes = md5OfAttributes(wanted);
  }
  return received;
}

function systemAttributesOf(message: Message, names: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = systemAttributes[name]?.(message);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function selectAttributes(attributes: MessageAttributes, names: readonly string[] | undefined) {
  if (!names || names.length === 0) return undefined;
  if (names.includes("All") || names.includes(".*")) return attributes;
  const selected: Record<string, MessageAttribute> = {};
  for (const [name, attribute] of Object.entries(attributes)) {
    const matches = (pattern: string) =>
      pattern === name || (pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -1)));
    if (names.some(matches)) selected[name] = attribute;
  }
  return Object.keys(selected).length > 0 ? selected : undefined;
}
