import { AUTHORITY_KEY } from "../../functions/core/control-item";
import type { ApiRequest } from "../../functions/core/http-api";
import { type PaymentRecord, paymentFrom } from "../../functions/core/payment-record";
import type { Remote } from "../../functions/core/ports";
import type { ChargeAnswer, LookupAnswer, Processor } from "../../functions/core/processor";
import type { ProcessorSettings } from "../../functions/core/settings";
import { authorityReader } from "../../functions/store/authority";
import { DynamoDb } from "../../local/engine/dynamodb/dynamodb";
import { Random } from "../../local/engine/random";
import { allLinked } from "../../local/engine/service";
import { VirtualTimeline } from "../../local/engine/timeline";
import {
  type RecordingPorts,
  recordingPorts,
  scriptedRemote,
  serviceError,
} from "./recording-ports";

const PAYMENTS = "payments";
const CONTROL = "control";

export const TIER_A: ProcessorSettings = {
  kind: "sandbox",
  idempotencyKey: true,
  keyRetentionSeconds: 86_400,
  lookup: false,
  timeoutMs: 3_000,
  maxInFlightMs: 30_000,
};

/** One region's stores with real semantics, and a processor that says what the test wants. */
export class PaymentWorld {
  readonly ports: RecordingPorts = recordingPorts();
  readonly hints: string[] = [];
  readonly told: string[] = [];
  /** Operations that fail from now on, with the error's name. */
  readonly failing = new Map<string, string>();
  answers: ChargeAnswer[] = [{ kind: "approved", reference: "ref-1" }];
  found: LookupAnswer = { kind: "absent" };
  charged: string[] = [];
  private draws = 42;
  private readonly database: DynamoDb;

  constructor(active = "us-east-1") {
    const timeline = new VirtualTimeline();
    this.database = new DynamoDb({ timeline, random: new Random("w"), links: allLinked });
    this.database.createTable({
      name: PAYMENTS,
      hashKey: "transaction_id",
      attributes: [
        { name: "transaction_id", type: "S" },
        { name: "dsh", type: "S" },
        { name: "due", type: "N" },
      ],
      indexes: [{ name: "due", hashKey: "dsh", rangeKey: "due", projection: "KEYS_ONLY" }],
      regions: ["us-east-1"],
      consistency: "single",
    });
    this.database.createTable({
      name: CONTROL,
      hashKey: "pk",
      attributes: [{ name: "pk", type: "S" }],
      indexes: [],
      regions: ["us-east-1"],
      consistency: "single",
    });
    this.setAuthority(active, 1);
  }

  setAuthority(active: string, epoch: number): void {
    const item = { ...AUTHORITY_KEY, active: { S: active }, epoch: { N: String(epoch) } };
    const input = { TableName: CONTROL, Item: { ...item, phase: { S: "STEADY" } } };
    this.database.call({ region: "us-east-1" }, "PutItem", input);
  }

  readonly dynamo: Remote = scriptedRemote((operation, input) => {
    const name = this.failing.get(operation);
    if (name) throw serviceError(name);
    return this.database.call({ region: "us-east-1" }, operation, input);
  });

  readonly sqs: Remote = scriptedRemote((operation, input) => {
    const name = this.failing.get(operation);
    if (name) throw serviceError(name);
    this.hints.push(input.MessageBody);
    return {};
  });

  readonly sns: Remote = scriptedRemote((operation, input) => {
    const name = this.failing.get(operation);
    if (name) throw serviceError(name);
    const { kind, transaction_id } = JSON.parse(input.Message) as Record<string, string>;
    this.told.push(`${kind} ${transaction_id}`);
    return {};
  });

  readonly processor: Processor = {
    charge: async ({ key }) => {
      this.charged.push(key);
      return this.answers.shift() ?? { kind: "unknown", reason: "silent" };
    },
    lookup: async () => this.found,
  };

  /** Everything that the payment handlers take. */
  all(settings: ProcessorSettings = TIER_A) {
    const { ports, dynamo, sqs, sns, processor } = this;
    return {
      ...ports,
      // Each claim signs with a name of its own: equal ones would recognise each other's claims.
      random: () => {
        this.draws = (this.draws * 16_807 + 1) % 2_147_483_647;
        return this.draws / 2_147_483_647;
      },
      dynamo,
      sqs,
      sns,
      processor,
      settings,
      consistency: "strong" as const,
      transactionsTable: PAYMENTS,
      queueUrl: "queue",
      eventsTopicArn: "arn:aws:sns:us-east-1:1:events",
      limits: { currencies: ["USD"], below: "100000.00", alertAbove: "10000.00" },
      authority: authorityReader({ ...ports, dynamo, controlTable: CONTROL }),
    };
  }

  stored(id: string): PaymentRecord | undefined {
    const input = { TableName: PAYMENTS, Key: { transaction_id: { S: `acme#${id}` } } };
    const { Item } = this.database.call({ region: "us-east-1" }, "GetItem", input) as {
      Item?: Parameters<typeof paymentFrom>[0];
    };
    return Item && paymentFrom(Item);
  }
}

export function payRequest(change: object = {}, path = "/validate"): ApiRequest {
  const body = {
    transaction_id: "t1",
    amount: "100.00",
    currency: "USD",
    customer_id: "c1",
    payment_method: "card_ok",
    ...change,
  };
  return {
    method: "POST",
    path,
    parameters: {},
    headers: {},
    body: JSON.stringify(body),
    principal: { tenant: "acme", subject: "test" },
  };
}
