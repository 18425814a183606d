import { sandboxProcessor } from "../../functions/adapters/sandbox-processor";
import { AUTHORITY_KEY } from "../../functions/core/control-item";
import type { BasePorts, Remote } from "../../functions/core/ports";
import type { ProcessorSettings } from "../../functions/core/settings";
import { process as processPayment } from "../../functions/process";
import { systemClock } from "../../functions/runtime/clock";
import { requestFrom } from "../../functions/runtime/gateway-event";
import { authorityReader } from "../../functions/store/authority";
import { validate } from "../../functions/validate";
import { LIMITS, paymentEvent } from "./accepting-handlers";
import { CONTROL, emulatedStores, PAYMENTS, QUEUE_URL, REGION } from "./in-process-stores";
import type { Notebook } from "./measurement";
import { row } from "./row";

const COUNT = 100;

const PROCESSOR: ProcessorSettings = {
  kind: "sandbox",
  idempotencyKey: true,
  keyRetentionSeconds: 86_400,
  lookup: false,
  timeoutMs: 3_000,
  maxInFlightMs: 30_000,
};

/** Counts what the real handlers send to the emulated stores on the happy path. */
export async function measure({ report }: Notebook): Promise<void> {
  const stage = new Stage();
  for (let number = 0; number < COUNT; number++) {
    const { status } = await stage.accept(requestFrom(paymentEvent(number)));
    if (status !== 200) throw new Error(`a payment was answered with ${status}`);
  }
  const accepted = stage.take();
  for (const hint of stage.hints) await stage.process(hint);
  const processed = stage.take();
  const each = (calls: ReadonlyMap<string, number>, ...names: string[]) =>
    names.reduce((sum, name) => sum + (calls.get(name) ?? 0), 0) / COUNT;
  const count = (name: string, value: number, most: number) =>
    report(row({ name, value, unit: "calls", goal: { value: most } }));
  count("AWS calls to accept a payment", each(accepted, ...accepted.keys()), 2);
  count("AWS calls to process it", each(processed, "UpdateItem", "PutItem", "SendMessage"), 2);
  count("AWS calls to tell about it", each(processed, "Publish"), 1);
  // One strong read of the control item serves every payment for five seconds.
  const reads = each(processed, "GetItem");
  report(row({ name: "reads of authority per payment", value: reads, unit: "calls" }));
}

/** The handlers of one region on emulated stores, every call counted. */
class Stage {
  readonly hints: string[] = [];
  private calls = new Map<string, number>();
  private readonly stores = emulatedStores();
  readonly accept: ReturnType<typeof validate>;
  readonly process: ReturnType<typeof processPayment>;

  constructor() {
    const item = { active: { S: REGION }, epoch: { N: "1" }, phase: { S: "STEADY" } };
    this.stores.dynamo.call({ region: REGION }, "PutItem", {
      TableName: CONTROL,
      Item: { ...AUTHORITY_KEY, ...item },
    });
    const dynamo = this.counted((operation, input) =>
      this.stores.dynamo.call({ region: REGION }, operation, input as Record<string, unknown>),
    );
    const sqs = this.counted((_operation, input) => {
      this.hints.push((input as { MessageBody: string }).MessageBody);
      return {};
    });
    const shared = { ...PORTS, dynamo, transactionsTable: PAYMENTS };
    this.accept = validate({ ...shared, sqs, queueUrl: QUEUE_URL, limits: LIMITS });
    this.process = processPayment({
      ...shared,
      sns: this.counted(() => ({})),
      settings: PROCESSOR,
      processor: sandboxProcessor(PROCESSOR, systemClock),
      authority: authorityReader({ ...PORTS, dynamo, controlTable: CONTROL }),
      eventsTopicArn: "arn:aws:sns:us-east-1:000000000000:events",
      consistency: "strong",
    });
  }

  /** What was called since the last time. */
  take(): ReadonlyMap<string, number> {
    const { calls } = this;
    this.calls = new Map();
    return calls;
  }

  private counted(answer: (operation: string, input: object) => unknown): Remote {
    return {
      send: async <Output>(operation: string, input: object) => {
        this.calls.set(operation, (this.calls.get(operation) ?? 0) + 1);
        return answer(operation, input) as Output;
      },
    };
  }
}

const silent = () => undefined;

const PORTS: BasePorts = {
  region: REGION,
  clock: systemClock,
  random: Math.random,
  log: { info: silent, warn: silent, error: silent },
  metrics: { count: silent, duration: silent },
};
