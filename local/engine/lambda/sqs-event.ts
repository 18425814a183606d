import type { ReceivedMessage } from "../sqs/receive";

interface SqsRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, unknown>>;
  readonly md5OfBody?: string;
  readonly eventSource: "aws:sqs";
  readonly eventSourceARN: string;
  readonly awsRegion: string;
}

/** The event a function gets for a batch of messages. */
export function sqsEvent(
  messages: readonly ReceivedMessage[],
  queueArn: string,
  awsRegion: string,
): { Records: SqsRecord[] } {
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes ?? {},
      messageAttributes: message.MessageAttributes ? eventAttributes(message) : {},
      md5OfBody: message.MD5OfBody,
      eventSource: "aws:sqs",
      eventSourceARN: queueArn,
      awsRegion,
    })),
  };
}

function eventAttributes({ MessageAttributes = {} }: ReceivedMessage): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(MessageAttributes)) {
    attributes[name] = {
      ...(StringValue !== undefined && { stringValue: StringValue }),
      ...(BinaryValue && { binaryValue: Buffer.from(BinaryValue).toString("base64") }),
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    };
  }
  return attributes;
}

/**
 * The messages of a batch that are done, given what the function returned with
 * ReportBatchItemFailures. Anything that is not understood means that nothing is done.
 */
export function processedMessages(
  messages: readonly ReceivedMessage[],
  response: unknown,
): readonly ReceivedMessage[] {
  if (response === null || response === undefined) return messages;
  if (typeof response !== "object") return [];
  const { batchItemFailures } = response as { batchItemFailures?: unknown };
  if (batchItemFailures === null || batchItemFailures === undefined) return messages;
  if (!Array.isArray(batchItemFailures)) return [];
  const failed = new Set<unknown>(batchItemFailures.map((item) => item?.itemIdentifier));
  if (failed.size === 0) return messages;
  const ids = new Set<unknown>(messages.map(({ MessageId }) => MessageId));
  for (const id of failed) if (!ids.has(id)) return [];
  return messages.filter(({ MessageId }) => !failed.has(MessageId));
}
