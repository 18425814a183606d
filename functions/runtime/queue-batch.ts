import type { BasePorts } from "../core/ports";
import { errorName } from "../core/retry";

export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
}

export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

/** SQS delivers the named records again and deletes the others. */
export interface QueueResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Resolves when the record is dealt with, rejects when it must come again; "all" takes the batch whole. */
export type RecordWork =
  | { readonly each: (body: string) => Promise<void> }
  | { readonly all: (records: readonly QueueRecord[]) => Promise<QueueResult> };

/** Works on the records of a batch at the same time; one poisoned record never blocks the others. */
export function queueHandler(
  work: RecordWork,
  ports: Pick<BasePorts, "log" | "metrics">,
): (event: QueueEvent) => Promise<QueueResult> {
  if ("all" in work) return (event) => work.all(event.Records);
  return async (event) => {
    const outcomes = await Promise.all(
      event.Records.map(async (record) => {
        try {
          await work.each(record.body);
          return [];
        } catch (error) {
          ports.metrics.count("RecordFailed");
          ports.log.warn("record will be delivered again", { error: errorName(error) });
          return [{ itemIdentifier: record.messageId }];
        }
      }),
    );
    return { batchItemFailures: outcomes.flat() };
  };
}
