import type { AwsError } from "../aws-error";
import { sqsError } from "./sqs-error";

interface BatchFailure {
  readonly Id: string;
  readonly SenderFault: boolean;
  readonly Code: string;
  readonly Message: string;
}

/** As AWS answers it: an empty list is left out, so nobody may count on either being there. */
export interface BatchResult<Success> {
  Successful?: Success[];
  Failed?: BatchFailure[];
}

const entriesMaximum = 10;
const entryId = /^[A-Za-z0-9_-]{1,80}$/;

/** Refuses a batch as a whole for the reasons AWS does. */
export function checkEntries<Entry extends { Id?: unknown }>(given: unknown): Entry[] {
  const entries = (given ?? []) as Entry[];
  if (entries.length === 0) {
    throw sqsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  }
  if (entries.length > entriesMaximum) {
    throw sqsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const ids = new Set<unknown>();
  for (const { Id } of entries) {
    if (typeof Id !== "string" || !entryId.test(Id)) {
      throw sqsError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. " +
          "It can be at most 80 letters long.",
      );
    }
    if (ids.has(Id)) throw sqsError("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
    ids.add(Id);
  }
  return entries;
}

/** Runs each entry on its own: one that is refused does not stop the others. */
export function runBatch<Entry extends { Id?: unknown }, Success>(
  entries: readonly Entry[],
  run: (entry: Entry, id: string) => Success,
): BatchResult<Success> {
  const result: BatchResult<Success> = {};
  for (const entry of entries) {
    const id = entry.Id as string;
    try {
      const success = run(entry, id);
      if (result.Successful) result.Successful.push(success);
      else result.Successful = [success];
    } catch (error) {
      const { name, message, members } = error as AwsError;
      // A programmer's mistake is not a refused entry.
      if (!members) throw error;
      const failure = { Id: id, SenderFault: true, Code: name, Message: message };
      result.Failed = [...(result.Failed ?? []), failure];
    }
  }
  return result;
}
