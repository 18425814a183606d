import type { Queue } from "./queue";
import { invalidParameter } from "./sqs-error";

interface ListInput {
  readonly QueueNamePrefix?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

const pageMaximum = 1000;

/** One page of queue URLs; the token of the next page is where it starts. */
export function pageOfUrls(queues: readonly Queue[], input: ListInput) {
  const { QueueNamePrefix: prefix = "", MaxResults: size, NextToken: token } = input;
  if (size !== undefined && (!Number.isInteger(size) || size < 1 || size > pageMaximum)) {
    throw invalidParameter("MaxResults", size, "Must be between 1 and 1000, if provided.");
  }
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start)) throw invalidParameter("NextToken", token, "Not a known token.");
  const matching = queues.filter(({ settings }) => settings.name.startsWith(prefix));
  const end = start + (size ?? pageMaximum);
  return {
    urls: matching.slice(start, end).map(({ url }) => url),
    nextToken: size !== undefined && end < matching.length ? String(end) : undefined,
  };
}
