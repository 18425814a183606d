import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Caller } from "../engine/service";
import type { DeliveredMessage, QueueDelivery } from "../engine/sqs/queue-delivery";
import type { Sqs } from "../engine/sqs/sqs";

type Line = readonly ["+" | "-", queue: string, body: string];

/**
 * Queues that survive their process, as SQS survives the loss of machines: what was sent and not deleted
 * is written down before the answer leaves, and comes back when the region does.
 */
export class QueueJournal implements QueueDelivery {
  readonly name = "sqs";
  private readonly bodies = new Map<string, string>();

  constructor(
    private readonly sqs: Sqs,
    private readonly file: string,
  ) {}

  /** Puts back what the last process of this region left behind. */
  restore(region: string): number {
    mkdirSync(dirname(this.file), { recursive: true });
    const left = existsSync(this.file) ? remaining(readFileSync(this.file, "utf8")) : [];
    // Replaced in one step: a process that is killed here leaves the old journal or the new one.
    const lines = left.map(([queue, body]) => `${JSON.stringify(["+", queue, body])}\n`);
    writeFileSync(`${this.file}.new`, lines.join(""));
    renameSync(`${this.file}.new`, this.file);
    for (const [queue, body] of left) {
      const QueueUrl = this.sqs.queuesOf(region).find(({ arn }) => arn.endsWith(`:${queue}`))?.url;
      if (QueueUrl) this.sqs.call({ region }, "SendMessage", { QueueUrl, MessageBody: body });
    }
    return left.length;
  }

  call(caller: Caller, operation: string, input: Record<string, unknown>): unknown {
    const queue = nameOf(String(input.QueueUrl ?? ""));
    const answer = this.sqs.call(caller, operation, input);
    const entries = (input.Entries ?? []) as readonly Record<string, string>[];
    switch (operation) {
      case "SendMessage":
        this.write("+", queue, String(input.MessageBody));
        break;
      case "SendMessageBatch":
        for (const { MessageBody } of entries) this.write("+", queue, MessageBody ?? "");
        break;
      case "ReceiveMessage":
        void this.remember(answer);
        break;
      case "DeleteMessage":
        this.forget(queue, String(input.ReceiptHandle));
        break;
      case "DeleteMessageBatch":
        for (const { ReceiptHandle } of entries) this.forget(queue, ReceiptHandle ?? "");
        break;
      default:
        break;
    }
    return answer;
  }

  deliver(queueArn: string, message: DeliveredMessage, principal: string): void {
    this.sqs.deliver(queueArn, message, principal);
    this.write("+", queueArn.split(":").at(-1) ?? "", message.body);
  }

  whenReceivable(queueArn: string, run: () => void) {
    return this.sqs.whenReceivable(queueArn, run);
  }

  queueByArn(queueArn: string) {
    return this.sqs.queueByArn(queueArn);
  }

  private async remember(answer: unknown): Promise<void> {
    const { Messages = [] } = (await answer) as {
      Messages?: readonly { ReceiptHandle: string; Body: string }[];
    };
    for (const { ReceiptHandle, Body } of Messages) this.bodies.set(ReceiptHandle, Body);
  }

  private forget(queue: string, receipt: string): void {
    const body = this.bodies.get(receipt);
    if (body === undefined) return;
    this.bodies.delete(receipt);
    this.write("-", queue, body);
  }

  private write(...line: Line): void {
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

/** A message that moved to its dead-letter queue is still counted where it was sent: it comes back there. */
function remaining(text: string): [queue: string, body: string][] {
  const counts = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    let parsed: Line;
    try {
      parsed = JSON.parse(line) as Line;
    } catch {
      // The process died in the middle of its last line: that message was never acknowledged.
      continue;
    }
    const [sign, queue, body] = parsed;
    const key = JSON.stringify([queue, body]);
    counts.set(key, (counts.get(key) ?? 0) + (sign === "+" ? 1 : -1));
  }
  return [...counts].flatMap(([key, count]) =>
    Array.from({ length: Math.max(0, count) }, () => JSON.parse(key) as [string, string]),
  );
}

function nameOf(queueUrl: string): string {
  return queueUrl.split("/").at(-1) ?? "";
}
