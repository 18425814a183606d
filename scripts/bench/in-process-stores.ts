import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { Cloud } from "../../local/engine/cloud";
import { DynamoDb } from "../../local/engine/dynamodb/dynamodb";
import type { TableDefinition } from "../../local/engine/dynamodb/table-definition";
import { Random } from "../../local/engine/random";
import { allLinked } from "../../local/engine/service";
import { Sqs } from "../../local/engine/sqs/sqs";
import { VirtualTimeline } from "../../local/engine/timeline";
import { type InProcessHandler, inProcessHandler } from "../../local/wire/request-handler";

export const REGION = "us-east-1";
export const PAYMENTS = "payments";
/** The table in which Powertools remembers what it has seen. */
export const IDEMPOTENCY = "idempotency";
export const CONTROL = "control";
const ACCOUNT = "000000000000";
const QUEUE = "payments";
export const QUEUE_URL = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${QUEUE}`;

const keyed = (name: string, hashKey: string): TableDefinition => ({
  name,
  hashKey,
  attributes: [{ name: hashKey, type: "S" }],
  indexes: [],
  regions: [REGION],
  consistency: "single",
});

const TABLES: readonly TableDefinition[] = [
  {
    ...keyed(PAYMENTS, "transaction_id"),
    attributes: [
      { name: "transaction_id", type: "S" },
      { name: "dsh", type: "S" },
      { name: "due", type: "N" },
    ],
    indexes: [{ name: "due", hashKey: "dsh", rangeKey: "due", projection: "KEYS_ONLY" }],
  },
  keyed(IDEMPOTENCY, "id"),
  keyed(CONTROL, "pk"),
];

/** The emulated stores of one region, with the tables that accepting and processing need. */
export function emulatedStores(): { readonly cloud: Cloud; readonly dynamo: DynamoDb } {
  const timeline = new VirtualTimeline(Date.now());
  const world = { timeline, random: new Random("bench"), links: allLinked };
  const dynamo = new DynamoDb(world);
  for (const table of TABLES) dynamo.createTable(table);
  const sqs = new Sqs({ ...world, account: ACCOUNT });
  sqs.createQueue(REGION, { name: QUEUE });
  return { cloud: new Cloud([dynamo, sqs]), dynamo };
}

/** Configuration of an SDK client on a transport inside this process. */
export function clientConfig(requestHandler: InProcessHandler) {
  return {
    region: REGION,
    credentials: { accessKeyId: "KEY", secretAccessKey: "unchecked" },
    maxAttempts: 1,
    requestHandler,
  };
}

/** The emulated stores behind the same codecs as on the port. */
export function emulatedTransport(): InProcessHandler {
  return inProcessHandler(emulatedStores().cloud);
}

/**
 * A transport that stores nothing and answers at once, so that hardly anything but the caller's own
 * work is left. Queues must still prove what they received: the SDK checks it.
 */
export function emptyTransport(): InProcessHandler {
  return {
    async handle(request) {
      const body = Buffer.from(answerTo(request.headers, String(request.body ?? "")));
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "content-length": String(body.length),
      };
      return { response: { statusCode: 200, headers, body: Readable.from([body]) } };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  };
}

function answerTo(headers: Readonly<Record<string, string>>, body: string): string {
  if (!(headers["x-amz-target"] ?? "").endsWith("SendMessage")) return "{}";
  const { MessageBody } = JSON.parse(body) as { MessageBody: string };
  const MD5OfMessageBody = createHash("md5").update(MessageBody).digest("hex");
  return JSON.stringify({ MessageId: "0", MD5OfMessageBody });
}
