import { AwsError } from "../aws-error";
import type { Caller } from "../service";
import type { Queue } from "../sqs/queue";
import type { ReceivedMessage } from "../sqs/receive";
import type { Timer } from "../timeline";

/** What a poller needs of SQS. Its calls take the same way as those of any client. */
export interface PolledQueues {
  call(caller: Caller, operation: string, input: Record<string, unknown>): unknown;
  whenReceivable(queueArn: string, run: () => void): Timer;
  queueByArn(queueArn: string): Queue | undefined;
}

const batchMaximum = 10;

/** One queue as its poller sees it. */
export class PolledQueue {
  constructor(
    private readonly queues: PolledQueues,
    private readonly queueArn: string,
    private readonly caller: Caller,
  ) {}

  /** Undefined while there is no such queue. */
  get visibilityTimeoutMs(): number | undefined {
    const seconds = this.queues.queueByArn(this.queueArn)?.settings.visibilityTimeoutSeconds;
    return seconds === undefined ? undefined : seconds * 1000;
  }

  whenReceivable(run: () => void): Timer {
    return this.queues.whenReceivable(this.queueArn, run);
  }

  receive(maximum: number): ReceivedMessage[] {
    const { Messages = [] } = this.call("ReceiveMessage", {
      MaxNumberOfMessages: Math.min(batchMaximum, maximum),
      // Waiting is the poller's own business, whatever the queue's default is.
      WaitTimeSeconds: 0,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    }) as { Messages?: ReceivedMessage[] };
    return Messages;
  }

  /** Deletes what it can and answers what stood in the way of the rest. */
  delete(messages: readonly ReceivedMessage[]): AwsError | undefined {
    let problem: AwsError | undefined;
    for (let i = 0; i < messages.length; i += batchMaximum) {
      const Entries = messages
        .slice(i, i + batchMaximum)
        .map(({ ReceiptHandle }, Id) => ({ Id: String(Id), ReceiptHandle }));
      try {
        this.call("DeleteMessageBatch", { Entries });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        problem = error;
      }
    }
    return problem;
  }

  private call(operation: string, input: Record<string, unknown>): unknown {
    const QueueUrl = this.queues.queueByArn(this.queueArn)?.url ?? this.queueArn;
    return this.queues.call(this.caller, operation, { QueueUrl, ...input });
  }
}
