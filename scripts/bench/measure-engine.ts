import { once } from "node:events";
import { Agent, createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "../../local/wire/server";
import { type Contender, compareCpu } from "./compare-cpu";
import { emulatedStores, PAYMENTS, REGION } from "./in-process-stores";
import type { Notebook } from "./measurement";
import { row } from "./row";

const ROUNDS = { warmUp: 3, rounds: 11, calls: 300 };

type Call = readonly [operation: string, input: Record<string, unknown>];

/** The three calls of a payment in the order of its life, again and again. */
function callOf(number: number): Call {
  const Key = { transaction_id: { S: `payment-${Math.floor(number / 3)}` } };
  if (number % 3 === 1) return ["GetItem", { TableName: PAYMENTS, Key, ConsistentRead: true }];
  if (number % 3 === 2) {
    return [
      "UpdateItem",
      {
        TableName: PAYMENTS,
        Key,
        UpdateExpression: "SET st = :new, ver = ver + :one, due = :due",
        ConditionExpression: "attribute_exists(transaction_id) AND ver < :many",
        ExpressionAttributeValues: {
          ":new": { S: "PROCESSING" },
          ":one": { N: "1" },
          ":many": { N: "1000" },
          ":due": { N: "1790000060000" },
        },
        ReturnValues: "ALL_OLD",
      },
    ];
  }
  const facts = { st: { S: "ACCEPTED" }, ver: { N: "1" }, amount: { N: "12990" } };
  const due = { dsh: { S: `d${number % 16}` }, due: { N: "1790000000000" } };
  const ConditionExpression = "attribute_not_exists(transaction_id)";
  return [
    "PutItem",
    { TableName: PAYMENTS, Item: { ...Key, ...facts, ...due }, ConditionExpression },
  ];
}

/** Our DynamoDB against dynalite, both behind HTTP in this process, and without it. */
export async function measure({ report, progress }: Notebook): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { cloud, dynamo } = emulatedStores();
  const engine = await serve(cloud);
  const dynalite = await listening(createDynalite());
  const silent = await listening(
    createServer((incoming, outgoing) => {
      incoming.resume().once("end", () => outgoing.end("{}"));
    }),
  );
  await createTable(agent, dynalite.port);
  progress("put, get and update in turn");
  const over = (name: string, port: number): Contender =>
    own(name, (call) => post(agent, port, call));
  const against = await compareCpu(
    [over("engine", engine.port), over("dynalite", dynalite.port)],
    ROUNDS,
  );
  const http = against("dynalite");
  report(
    row({
      name: "DynamoDB call over HTTP",
      value: http.own,
      unit: "µs CPU",
      baseline: { name: "dynalite over HTTP", value: http.other },
    }),
  );
  const direct = own("direct", ([operation, input]) =>
    dynamo.call({ region: REGION }, operation, input),
  );
  const transport = await compareCpu([direct, over("silent", silent.port)], ROUNDS);
  const alone = transport("silent");
  report(
    row({
      name: "DynamoDB call, the engine alone",
      value: alone.own,
      unit: "µs CPU",
      baseline: {
        name: "dynalite less its transport",
        value: Math.max(http.other - alone.other, 0),
      },
    }),
  );
  agent.destroy();
  for (const { server } of [dynalite, silent]) {
    server.closeAllConnections();
    server.close();
  }
  await engine.close();
}

/** Each contender has stores of its own, so each starts its own count of payments. */
function own(name: string, send: (call: Call) => unknown): Contender {
  let number = 0;
  const base = name === "direct" ? 10_000_000 * 3 : 0;
  return { name, run: () => send(callOf(base + number++)) };
}

function createDynalite(): Server {
  // The package has no types.
  const create = require("dynalite") as (options: { createTableMs: number }) => Server;
  return create({ createTableMs: 0 });
}

async function listening(server: Server): Promise<{ server: Server; port: number }> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

async function createTable(agent: Agent, port: number): Promise<void> {
  const attribute = (name: string, type: string) => ({ AttributeName: name, AttributeType: type });
  const key = (name: string, type: string) => ({ AttributeName: name, KeyType: type });
  await post(agent, port, [
    "CreateTable",
    {
      TableName: PAYMENTS,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        attribute("transaction_id", "S"),
        attribute("dsh", "S"),
        attribute("due", "N"),
      ],
      KeySchema: [key("transaction_id", "HASH")],
      GlobalSecondaryIndexes: [
        {
          IndexName: "due",
          KeySchema: [key("dsh", "HASH"), key("due", "RANGE")],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    },
  ]);
  const described = ["DescribeTable", { TableName: PAYMENTS }] as const;
  while (!(await post(agent, port, described)).includes('"TableStatus":"ACTIVE"'));
}

async function post(agent: Agent, port: number, [operation, input]: Call): Promise<string> {
  const scope = `Credential=KEY/20260101/${REGION}/dynamodb/aws4_request`;
  const sent = request({
    ...{ agent, port, host: "127.0.0.1", method: "POST" },
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      "x-amz-date": "20260101T000000Z",
      authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=unchecked`,
    },
  });
  sent.end(JSON.stringify(input));
  const [response] = await once(sent, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  if (response.statusCode !== 200) throw new Error(`${operation} was answered with ${text}`);
  return text;
}
