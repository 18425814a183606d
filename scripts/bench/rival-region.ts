import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { GatewayEvent, GatewayResult } from "../../functions/runtime/gateway-event";
import type { QueueEvent, QueueResult } from "../../functions/runtime/queue-batch";
import { REGION } from "./in-process-stores";

/** One bundle and the environment that points it at the rival's stores. */
export interface RivalFunction {
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What the rival's compute needs to know. */
export interface RivalSettings {
  readonly queues: string;
  readonly queueUrl: string;
  readonly validate: RivalFunction;
  readonly process: RivalFunction;
}

/** What it tells its parent. */
export type RivalTold = { readonly port: number } | { readonly processed: number };

/** Of each function; many more threads than cores would only be in each other's way. */
export const SANDBOXES = 4;
const POLLERS = 4;
const BATCH = 10;

/** The rival's compute in one process: an HTTP front, pollers, and the shipped bundles in threads. */
export async function main([file = ""]: readonly string[]): Promise<number> {
  const settings = JSON.parse(readFileSync(file, "utf8")) as RivalSettings;
  const validate = new Sandboxes(settings.validate);
  const process_ = new Sandboxes(settings.process);
  const server = createServer((incoming, outgoing) => {
    void eventOf(incoming)
      .then((event) => validate.run<GatewayResult>(event))
      .then(
        ({ statusCode, headers, body }) => outgoing.writeHead(statusCode, headers).end(body),
        () => outgoing.writeHead(502).end(),
      );
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address && typeof address === "object") tell({ port: address.port });
  });
  for (let poller = 0; poller < POLLERS; poller++) void poll(settings, process_);
  await new Promise((resolve) => process.once("disconnect", resolve));
  process.exit(0);
}

function tell(told: RivalTold): void {
  process.send?.(told);
}

async function eventOf(incoming: IncomingMessage): Promise<GatewayEvent> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString("utf8");
  const headers = { "content-type": incoming.headers["content-type"] };
  return { httpMethod: incoming.method ?? "", path: incoming.url ?? "", headers, body };
}

/** Receives batches, runs the function on each and deletes what it did not hand back. */
async function poll(settings: RivalSettings, sandboxes: Sandboxes): Promise<void> {
  const { queueUrl: QueueUrl } = settings;
  const client = new SQSClient({
    region: REGION,
    endpoint: settings.queues,
    credentials: { accessKeyId: "KEY", secretAccessKey: "unchecked" },
  });
  for (;;) {
    const received = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: BATCH, WaitTimeSeconds: 1 }),
    );
    const messages = received.Messages ?? [];
    if (messages.length === 0) continue;
    const event: QueueEvent = { Records: messages.map(recordOf) };
    const { batchItemFailures } = await sandboxes.run<QueueResult>(event);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId ?? ""));
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: done.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle })),
      }),
    );
    tell({ processed: done.length });
  }
}

function recordOf({ MessageId = "", Body = "" }: Message) {
  return { messageId: MessageId, body: Body };
}

interface Job {
  readonly id: string;
  readonly event: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Threads with the same bundle; each works on one event at a time. */
class Sandboxes {
  private readonly idle: Worker[];
  private readonly waiting: Job[] = [];
  private readonly running = new Map<string, Job>();
  private count = 0;

  constructor({ file, environment }: RivalFunction) {
    this.idle = Array.from({ length: SANDBOXES }, () => {
      const worker = new Worker(join(__dirname, "rival-sandbox.js"), {
        workerData: { file },
        env: { ...environment },
        stdout: true,
      });
      worker.on(
        "message",
        ({ id, value, error }: { id: string; value?: unknown; error?: string }) => {
          const job = this.running.get(id);
          this.running.delete(id);
          this.idle.push(worker);
          if (error === undefined) job?.resolve(value);
          else job?.reject(new Error(error));
          this.next();
        },
      );
      return worker;
    });
  }

  run<Result>(event: unknown): Promise<Result> {
    return new Promise<unknown>((resolve, reject) => {
      this.waiting.push({ id: String(this.count++), event, resolve, reject });
      this.next();
    }) as Promise<Result>;
  }

  private next(): void {
    const worker = this.idle.pop();
    const job = worker && this.waiting.shift();
    if (!worker) return;
    if (!job) {
      this.idle.push(worker);
      return;
    }
    this.running.set(job.id, job);
    worker.postMessage({ id: job.id, event: job.event });
  }
}
