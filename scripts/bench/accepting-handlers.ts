import { DynamoDBClient, PutItemCommand, type PutItemCommandInput } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { dynamoDb } from "../../functions/adapters/dynamodb";
import { sqs } from "../../functions/adapters/sqs";
import { type PaymentReading, paymentReader } from "../../functions/core/payment-request";
import type { PaymentLimits } from "../../functions/core/settings";
import { acceptInput } from "../../functions/core/transitions";
import { systemClock } from "../../functions/runtime/clock";
import type { GatewayEvent, GatewayResult } from "../../functions/runtime/gateway-event";
import { apiFunction } from "../../functions/runtime/lambda-function";
import { validate } from "../../functions/validate";
import type { InProcessHandler } from "../../local/wire/request-handler";
import { clientConfig, IDEMPOTENCY, PAYMENTS, QUEUE_URL, REGION } from "./in-process-stores";
import { paymentBody } from "./payment-body";

/** Accepts one payment, however it does that. */
export type Accept = (event: GatewayEvent) => Promise<GatewayResult>;

const TENANT = "default";
/** Limits as a stack declares them. */
export const LIMITS: PaymentLimits = {
  currencies: ["USD", "EUR", "GBP"],
  below: "100000.00",
  alertAbove: "10000.00",
};

/** A request as API Gateway hands it over; each number is another payment. */
export function paymentEvent(number: number): GatewayEvent {
  const body = paymentBody(`payment-${number}`);
  const headers = { "content-type": "application/json", "user-agent": "bench/1" };
  return { httpMethod: "POST", path: "/validate", headers, body };
}

/** The deployed function, wrapper and metric line included, on a transport of the bench. */
export function ourHandler(transport: InProcessHandler): Accept {
  Object.assign(process.env, {
    AWS_REGION: REGION,
    TRANSACTIONS_TABLE: PAYMENTS,
    QUEUE_URL,
    PAYMENT_LIMITS: JSON.stringify(LIMITS),
  });
  const handler = apiFunction("validate", (environment, ports) =>
    validate({
      ...ports,
      dynamo: dynamoDb(clientConfig(transport)),
      sqs: sqs(clientConfig(transport)),
      transactionsTable: environment.TRANSACTIONS_TABLE,
      queueUrl: environment.QUEUE_URL,
      limits: LIMITS,
    }),
  );
  return (event) => handler(event, { awsRequestId: "bench" });
}

function clients(transport: InProcessHandler) {
  const config = clientConfig(transport);
  return { config, dynamo: new DynamoDBClient(config), queue: new SQSClient(config) };
}

function read(event: GatewayEvent): Extract<PaymentReading, { ok: true }>["payment"] {
  const reading = readPayment(TENANT, event.body ?? undefined);
  if (!reading.ok) throw new Error("the bench sent a payment that is refused");
  return reading.payment;
}

const readPayment = paymentReader(LIMITS);

/** Nothing but the two calls that accepting needs, with inputs that are already there. */
export function bareCalls(transport: InProcessHandler): (number: number) => Promise<unknown> {
  const { dynamo, queue } = clients(transport);
  const place = { region: REGION, nowMs: systemClock.nowMs(), table: PAYMENTS };
  const put = acceptInput(read(paymentEvent(0)), place) as unknown as PutItemCommandInput;
  return async (number) => {
    const transaction_id = { S: `${TENANT}#payment-${number}` };
    await dynamo.send(new PutItemCommand({ ...put, Item: { ...put.Item, transaction_id } }));
    await queue.send(
      new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody: transaction_id.S }),
    );
  };
}

/**
 * The same contract as many teams would write it: the same checks, then Powertools' idempotency
 * around storing the payment and sending its identifier.
 */
export function powertoolsHandler(transport: InProcessHandler): Accept {
  const { makeIdempotent, IdempotencyConfig } =
    require("@aws-lambda-powertools/idempotency") as typeof import("@aws-lambda-powertools/idempotency");
  const { DynamoDBPersistenceLayer } =
    require("@aws-lambda-powertools/idempotency/dynamodb") as typeof import("@aws-lambda-powertools/idempotency/dynamodb");
  const { dynamo, queue } = clients(transport);
  const store = async (body: { readonly transaction_id: string }, event: GatewayEvent) => {
    const place = { region: REGION, nowMs: systemClock.nowMs(), table: PAYMENTS };
    const put = acceptInput(read(event), place) as unknown as PutItemCommandInput;
    await dynamo.send(new PutItemCommand(put));
    const MessageBody = `${TENANT}#${body.transaction_id}`;
    await queue.send(new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody }));
    return { ...body, status: "accepted" };
  };
  const config = new IdempotencyConfig({ eventKeyJmesPath: "transaction_id" });
  // As its documentation asks: how long a request in progress blocks its repetition.
  config.registerLambdaContext({ getRemainingTimeInMillis: () => 30_000 } as never);
  const once = makeIdempotent(store, {
    persistenceStore: new DynamoDBPersistenceLayer({
      tableName: IDEMPOTENCY,
      awsSdkV3Client: dynamo,
    }),
    config,
    dataIndexArgument: 0,
  });
  return async (event) => {
    read(event);
    const reply = await once(JSON.parse(event.body ?? ""), event);
    const headers = { "Content-Type": "application/json" };
    return { statusCode: 200, headers, body: JSON.stringify(reply) };
  };
}
