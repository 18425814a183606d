import { AwsError } from "../aws-error";

/** Codes of the older query protocol, which clients still look at through a response header. */
const queryCodes: Readonly<Record<string, string>> = {
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
  MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
  PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};

/** An SQS error with its code in both protocols; `queryErrorCode` is for the wire. */
export function sqsError(name: string, message: string): AwsError {
  return new AwsError(name, message, 400, { queryErrorCode: queryCodes[name] ?? name });
}

/** There is no such queue in this region, or not any more. */
export function queueDoesNotExist(): AwsError {
  return sqsError("QueueDoesNotExist", "The specified queue does not exist.");
}

/** A parameter outside what SQS accepts. */
export function invalidParameter(parameter: string, value: unknown, reason: string): AwsError {
  return sqsError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );
}
