import { type BatchResult, checkEntries, runBatch } from "./batch";
import type { Queue } from "./queue";
import { invalidParameter, sqsError } from "./sqs-error";

interface Receipt {
  readonly Id?: unknown;
  readonly ReceiptHandle?: unknown;
  readonly VisibilityTimeout?: unknown;
}

/** The operation DeleteMessage. */
export function deleteMessage(queue: Queue, input: Receipt): Record<string, never> {
  queue.delete(handleOf(input));
  return {};
}

/** The operation DeleteMessageBatch. */
export function deleteMessageBatch(
  queue: Queue,
  input: { Entries?: unknown },
): BatchResult<{ Id: string }> {
  return runBatch(checkEntries<Receipt>(input.Entries), (entry, Id) => {
    queue.delete(handleOf(entry));
    return { Id };
  });
}

/** The operation ChangeMessageVisibility. */
export function changeMessageVisibility(queue: Queue, input: Receipt): Record<string, never> {
  queue.changeVisibility(handleOf(input), visibilityOf(input));
  return {};
}

/** The operation ChangeMessageVisibilityBatch. */
export function changeMessageVisibilityBatch(
  queue: Queue,
  input: { Entries?: unknown },
): BatchResult<{ Id: string }> {
  return runBatch(checkEntries<Receipt>(input.Entries), (entry, Id) => {
    queue.changeVisibility(handleOf(entry), visibilityOf(entry));
    return { Id };
  });
}

function handleOf({ ReceiptHandle }: Receipt): string {
  if (typeof ReceiptHandle !== "string" || ReceiptHandle === "") {
    throw sqsError("MissingParameter", "The request must contain the parameter ReceiptHandle.");
  }
  return ReceiptHandle;
}

function visibilityOf({ VisibilityTimeout }: Receipt): number {
  const seconds = VisibilityTimeout;
  if (
    typeof seconds !== "number" ||
    !Number.isInteger(seconds) ||
    seconds < 0 ||
    seconds > 43_200
  ) {
    throw invalidParameter("VisibilityTimeout", seconds, "Must be between 0 and 43200.");
  }
  return seconds;
}
