import { type ChildProcess, fork, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { FunctionName } from "../../functions/core/function-catalogue";
import type { ProcessorSettings } from "../../functions/core/settings";
import type { TableDefinition } from "../../local/engine/dynamodb/table-definition";
import type { Topology } from "../../local/topology/topology";
import { shipped } from "./packagings";
import type { RivalSettings, RivalTold } from "./rival-region";

const ROOT = join(__dirname, "../..");
const ACCOUNT = "000000000000";
const QUEUE = "processing";
const TOPIC = "events";
/** The queues that the events topic feeds; nobody empties them here. */
const LISTENERS = ["notifications", "archive"];
const SECRETS = { accessKeyId: "KEY", secretAccessKey: "unchecked" };

/** Runs until its standard input ends, which it does with us. */
const END_WITH_US = 'process.stdin.resume().on("end", () => process.exit());';
const DYNALITE = `${END_WITH_US}
require("dynalite")({ createTableMs: 0 }).listen(0, "127.0.0.1", function () {
  process.stdout.write(String(this.address().port));
});`;
const FAUXQS = `${END_WITH_US}
import("fauxqs").then(({ startFauxqs }) => startFauxqs({ port: 0, logger: false }))
  .then(({ port }) => process.stdout.write(String(port)));`;

/** The same handlers on emulators that others have written, in processes of their own. */
export interface RivalCloud {
  /** Takes POST /validate. */
  readonly url: string;
  /** Payments that were processed so far. */
  processed(): number;
  stop(): void;
}

export async function startRival(topology: Topology, folder: string): Promise<RivalCloud> {
  const region = topology.primary;
  const file = join(folder, "fauxqs.json");
  const subscriptions = LISTENERS.map((queue) => ({ topic: TOPIC, queue }));
  const queues = [QUEUE, ...LISTENERS].map((name) => ({ name }));
  writeFileSync(file, JSON.stringify({ region, queues, topics: [{ name: TOPIC }], subscriptions }));
  const started: ChildProcess[] = [];
  const stop = () => {
    for (const child of started) child.kill("SIGKILL");
  };
  process.once("exit", stop);
  const open = async (program: string, environment: Record<string, string>) => {
    const child = spawn(process.execPath, ["-e", program], {
      cwd: ROOT,
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...environment },
    });
    started.push(child);
    return portOf(child);
  };
  const stores = `http://127.0.0.1:${await open(DYNALITE, {})}`;
  const queuePort = await open(FAUXQS, { FAUXQS_INIT: file, FAUXQS_DEFAULT_REGION: region });
  await createTables(topology, stores);
  const settings = settingsOf(topology, folder, stores, queuePort);
  const settingsFile = join(folder, "rival.json");
  writeFileSync(settingsFile, JSON.stringify(settings));
  const compute = fork(join(ROOT, "scripts/run.js"), ["scripts/bench/rival-region", settingsFile], {
    cwd: ROOT,
  });
  started.push(compute);
  let processed = 0;
  const port = await new Promise<number>((resolve, reject) => {
    compute.once("exit", (code) => reject(new Error(`the rival's compute ended with ${code}`)));
    compute.on("message", (told: RivalTold) => {
      if ("port" in told) resolve(told.port);
      else processed += told.processed;
    });
  });
  return { url: `http://127.0.0.1:${port}`, processed: () => processed, stop };
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", (text: Buffer) => resolve(Number(text.toString())));
    child.once("exit", (code) => reject(new Error(`an emulator ended with ${code}`)));
  });
}

function settingsOf(
  topology: Topology,
  folder: string,
  stores: string,
  queuePort: number,
): RivalSettings {
  const region = topology.primary;
  const queues = `http://127.0.0.1:${queuePort}`;
  const queueHost = `http://sqs.${region}.localhost:${queuePort}`;
  const queueUrl = `${queueHost}/${ACCOUNT}/${QUEUE}`;
  // It keeps no books and is asked inside the function: less work than the local cloud has with one.
  const processor: ProcessorSettings = {
    kind: "sandbox",
    idempotencyKey: true,
    keyRetentionSeconds: 86_400,
    lookup: false,
    timeoutMs: 3_000,
    maxInFlightMs: 30_000,
  };
  const environment = {
    AWS_REGION: region,
    AWS_ENDPOINT_URL: queues,
    AWS_ENDPOINT_URL_DYNAMODB: stores,
    // Where the URL of the queue leads anyhow: otherwise the SDK would complain at every message.
    AWS_ENDPOINT_URL_SQS: queueHost,
    AWS_ACCESS_KEY_ID: SECRETS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: SECRETS.secretAccessKey,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
  const own = {
    QUEUE_URL: queueUrl,
    EVENTS_TOPIC_ARN: `arn:aws:sns:${region}:${ACCOUNT}:${TOPIC}`,
    PROCESSOR: JSON.stringify(processor),
  };
  const functionOf = (name: FunctionName) => {
    const declared = topology.regions[region]?.functions.find(({ entry }) => entry === name);
    const file = join(folder, `rival-${name}.js`);
    writeFileSync(file, shipped(name));
    return { file, environment: { ...declared?.environment, ...environment, ...own } };
  };
  return { queues, queueUrl, validate: functionOf("validate"), process: functionOf("process") };
}

/** The declared tables, without what dynalite does not have: regions, witnesses, time to live. */
async function createTables({ primary, tables, tableItems }: Topology, stores: string) {
  const client = new DynamoDBClient({ region: primary, endpoint: stores, credentials: SECRETS });
  for (const table of tables) {
    await client.send(
      new CreateTableCommand({
        TableName: table.name,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: keysOf(table),
        AttributeDefinitions: table.attributes.map(({ name, type }) => ({
          AttributeName: name,
          AttributeType: type as "S" | "N" | "B",
        })),
        ...(table.indexes.length > 0 && {
          GlobalSecondaryIndexes: table.indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: keysOf(index),
            Projection: { ProjectionType: index.projection },
          })),
        }),
      }),
    );
  }
  for (const { table, item } of tableItems) {
    await client.send(new PutItemCommand({ TableName: table, Item: item as never }));
  }
  client.destroy();
}

function keysOf({ hashKey, rangeKey }: Pick<TableDefinition, "hashKey" | "rangeKey">) {
  return [
    { AttributeName: hashKey, KeyType: "HASH" as const },
    ...(rangeKey ? [{ AttributeName: rangeKey, KeyType: "RANGE" as const }] : []),
  ];
}
