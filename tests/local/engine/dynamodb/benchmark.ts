import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import { engine, PAYMENTS } from "./engine";

/** Microseconds of CPU for one call of each kind. */
type Costs = Readonly<Record<string, number>>;

const REGION = "us-east-1";
const TableName = PAYMENTS.name;

/**
 * What the simulator's hot calls cost. Run by hand, expression caches warm:
 * `node -r ts-node/register/transpile-only -e 'console.table(require("./tests/local/engine/dynamodb/benchmark").measure())'`
 */
export function measure(rounds = 20, calls = 5000): Costs {
  const costs: Record<string, number> = {};
  const kinds: [string, (db: DynamoDb, n: number) => void][] = [
    ["PutItem, conditional", (db, n) => put(db, n)],
    ["GetItem, consistent", (db, n) => get(db, n)],
    ["UpdateItem, conditional", (db, n) => claim(db, n)],
    ["UpdateItem, condition refused", (db, n) => refused(db, n)],
    ["Query index, KEYS_ONLY", (db, n) => due(db, n)],
  ];
  for (const [kind, run] of kinds) {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const db = engine();
      db.createTable({ ...PAYMENTS, regions: [REGION, "us-east-2"], witness: "us-west-2" });
      if (!kind.startsWith("Put")) for (let n = 0; n < 200; n++) put(db, n);
      const start = process.cpuUsage();
      for (let n = 0; n < calls; n++) run(db, kind.startsWith("Put") ? n : n % 200);
      const { system, user } = process.cpuUsage(start);
      best = Math.min(best, (user + system) / calls);
    }
    costs[kind] = Math.round(best * 100) / 100;
  }
  return costs;
}

function put(db: DynamoDb, n: number): void {
  const Item = {
    pk: { S: `tenant#${n}` },
    sv: { N: "1" },
    st: { S: "ACCEPTED" },
    ver: { N: "1" },
    fp: { S: "8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918" },
    fpv: { N: "1" },
    amount: { N: "1299" },
    currency: { S: "EUR" },
    customer: { S: "customer-4711" },
    method: { S: "card_visa" },
    home: { S: REGION },
    created: { N: String(1_790_000_000_000 + n) },
    ep: { N: "1" },
    attempt: { N: "0" },
    maybe: { BOOL: false },
    due: { N: String(1_790_000_005_000 + n) },
    dsh: { S: `d${n % 16}` },
    hist: { L: [{ M: { t: { N: "1790000000000" }, to: { S: "ACCEPTED" }, ep: { N: "1" } } }] },
  };
  const ConditionExpression = "attribute_not_exists(pk)";
  const ReturnValuesOnConditionCheckFailure = "ALL_OLD";
  db.call({ region: REGION }, "PutItem", {
    TableName,
    Item,
    ConditionExpression,
    ReturnValuesOnConditionCheckFailure,
  });
}

function get(db: DynamoDb, n: number): void {
  const Key = { pk: { S: `tenant#${n}` } };
  db.call({ region: REGION }, "GetItem", { TableName, Key, ConsistentRead: true });
}

const CLAIM =
  "SET #st = :P, #own = :own, ep = :ep, lease = :lease, due = :lease, maybe = :true, attempt = attempt + :one, #f = if_not_exists(#f, :now), ver = ver + :one";
const CLAIMABLE = "ep <= :ep AND (#st = :A OR (#st = :P AND lease <= :now))";
const NAMES = { "#st": "st", "#own": "own", "#f": "first" };

function update(db: DynamoDb, n: number, ep: string): void {
  db.call({ region: REGION }, "UpdateItem", {
    TableName,
    Key: { pk: { S: `tenant#${n}` } },
    UpdateExpression: CLAIM,
    ConditionExpression: CLAIMABLE,
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: {
      ":A": { S: "ACCEPTED" },
      ":P": { S: "PROCESSING" },
      ":own": { S: "us-east-1:invocation-77" },
      ":ep": { N: ep },
      ":lease": { N: "1790000060000" },
      ":now": { N: "1790000070000" },
      ":true": { BOOL: true },
      ":one": { N: "1" },
    },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
}

function claim(db: DynamoDb, n: number): void {
  update(db, n, "1");
}

function refused(db: DynamoDb, n: number): void {
  try {
    update(db, n, "0");
  } catch {
    return;
  }
  throw new Error("a claim with an old epoch was accepted");
}

function due(db: DynamoDb, n: number): void {
  db.call({ region: REGION }, "Query", {
    TableName,
    IndexName: "due",
    KeyConditionExpression: "dsh = :shard AND due <= :now",
    ExpressionAttributeValues: { ":shard": { S: `d${n % 16}` }, ":now": { N: "1790000070000" } },
    Limit: 10,
  });
}
