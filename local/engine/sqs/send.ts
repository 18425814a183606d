import type { Caller } from "../service";
import { uuid } from "../uuid";
import { type BatchResult, checkEntries, runBatch } from "./batch";
import { md5, md5OfAttributes } from "./checksum";
import type { MessageAttributes } from "./message";
import { checkAttributes, checkBody, sizeOf } from "./message-content";
import type { Queue } from "./queue";
import { invalidParameter, sqsError } from "./sqs-error";

interface SendMessageInput {
  readonly MessageBody?: unknown;
  readonly DelaySeconds?: unknown;
  readonly MessageAttributes?: unknown;
  readonly MessageSystemAttributes?: {
    AWSTraceHeader?: { DataType: string; StringValue?: string };
  };
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

interface SendMessageOutput {
  MessageId: string;
  MD5OfMessageBody?: string;
  MD5OfMessageAttributes?: string;
  MD5OfMessageSystemAttributes?: string;
}

/** How the service as a whole sends: who is charged with the message, and whether it is digested. */
export interface SendContext {
  readonly caller: Caller;
  readonly account: string;
  readonly checksums: boolean;
}

/** The operation SendMessage. */
export function sendMessage(
  queue: Queue,
  input: SendMessageInput,
  context: SendContext,
): SendMessageOutput {
  const output = accept(queue, input, context);
  queue.serveWaiters();
  return output;
}

/** The operation SendMessageBatch; waiting receivers see the batch as a whole. */
export function sendMessageBatch(
  queue: Queue,
  input: { Entries?: unknown },
  context: SendContext,
): BatchResult<SendMessageOutput & { Id: string }> {
  const entries = checkEntries<SendMessageInput & { Id?: unknown }>(input.Entries);
  const limit = queue.settings.maximumMessageSize;
  let bytes = 0;
  for (const { MessageBody, MessageAttributes } of entries) {
    if (typeof MessageBody !== "string") continue;
    bytes += sizeOf(MessageBody, MessageAttributes as MessageAttributes | undefined);
  }
  if (bytes > limit) {
    throw sqsError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${limit} bytes. You have sent ${bytes} bytes.`,
    );
  }
  const result = runBatch(entries, (entry, Id) => ({ Id, ...accept(queue, entry, context) }));
  queue.serveWaiters();
  return result;
}

function accept(queue: Queue, input: SendMessageInput, context: SendContext): SendMessageOutput {
  const { MessageBody: body, DelaySeconds: delay, MessageSystemAttributes: system } = input;
  checkBody(body);
  const attributes = checkAttributes(input.MessageAttributes);
  checkSize(queue, body, attributes);
  if (
    delay !== undefined &&
    (!Number.isInteger(delay) || Number(delay) < 0 || Number(delay) > 900)
  ) {
    throw invalidParameter(
      "DelaySeconds",
      delay,
      "DelaySeconds must be >= 0 and <= 900 (15 minutes).",
    );
  }
  if (input.MessageDeduplicationId !== undefined) {
    throw invalidParameter(
      "MessageDeduplicationId",
      input.MessageDeduplicationId,
      "The request includes a parameter that is not valid for this queue type.",
    );
  }
  const { caller, account, checksums } = context;
  const message = queue.add(
    {
      id: uuid(queue.random),
      body,
      attributes,
      senderId: caller.principal ?? account,
      traceHeader: system?.AWSTraceHeader?.StringValue,
      groupId: input.MessageGroupId,
    },
    delay as number | undefined,
  );
  const output: SendMessageOutput = { MessageId: message.id };
  if (checksums) {
    message.bodyMd5 = md5(body);
    output.MD5OfMessageBody = message.bodyMd5;
    if (attributes) output.MD5OfMessageAttributes = md5OfAttributes(attributes);
    if (system?.AWSTraceHeader) {
      const { AWSTraceHeader } = system;
      output.MD5OfMessageSystemAttributes = md5OfAttributes({ AWSTraceHeader });
    }
  }
  return output;
}

function checkSize(queue: Queue, body: string, attributes: MessageAttributes | undefined): void {
  const limit = queue.settings.maximumMessageSize;
  // No character takes more than three bytes per UTF-16 unit: most bodies need no counting.
  if (!attributes && body.length * 3 <= limit) return;
  if (sizeOf(body, attributes) > limit) {
    throw sqsError(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
}
