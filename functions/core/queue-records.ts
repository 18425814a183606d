/** A message as a queue delivers it. */
export interface DeliveredRecord {
  readonly messageId: string;
  readonly body: string;
}

/** Which messages must come again; the others are done. */
export interface BatchFailures {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export function batchFailures(messageIds: Iterable<string>): BatchFailures {
  return { batchItemFailures: [...messageIds].map((itemIdentifier) => ({ itemIdentifier })) };
}
