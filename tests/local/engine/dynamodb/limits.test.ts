import { expect } from "chai";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import { A, call, engine, failure } from "./engine";
import { LEDGER } from "./random-requests";

const TableName = LEDGER.name;
const Key = { id: { S: "x" }, seq: { N: "1" } };

/** One documented limit: the largest request that is accepted and the smallest that is not. */
interface Limit {
  readonly limit: string;
  readonly operation: string;
  readonly input: (size: number) => object;
  readonly allowed: number;
  readonly message: string;
  readonly refused?: number;
}

const put = (attributes: object) => ({ TableName, Item: { ...Key, ...attributes } });
const nested = (levels: number): object =>
  levels === 0 ? { S: "core" } : { M: { deeper: nested(levels - 1) } };
const filter = (FilterExpression: string, values?: object) => ({
  TableName,
  FilterExpression,
  ExpressionAttributeValues: values,
});
const repeat = <T>(count: number, make: (n: number) => T) =>
  Array.from({ length: count }, (_, n) => make(n));

// Attribute names and the other attributes of the item count, too: id 2+1, seq 3+2, big 3.
const ITEM_OVERHEAD = 11;

const LIMITS: readonly Limit[] = [
  {
    limit: "400 KB an item",
    operation: "PutItem",
    input: (size) => put({ big: { S: "x".repeat(size) } }),
    allowed: 400 * 1024 - ITEM_OVERHEAD,
    message: "Item size has exceeded the maximum allowed size",
  },
  {
    limit: "400 KB an item, counted in UTF-8",
    operation: "PutItem",
    input: (size) => put({ big: { S: "é".repeat(size) } }),
    allowed: Math.floor((400 * 1024 - ITEM_OVERHEAD) / 2),
    message: "Item size has exceeded the maximum allowed size",
  },
  {
    limit: "400 KB after an update",
    operation: "UpdateItem",
    input: (size) => ({
      TableName,
      Key,
      UpdateExpression: "SET big = :big",
      ExpressionAttributeValues: { ":big": { S: "x".repeat(size) } },
    }),
    allowed: 400 * 1024 - ITEM_OVERHEAD,
    message: "Item size to update has exceeded the maximum allowed size",
  },
  {
    limit: "2048 bytes a hash key",
    operation: "PutItem",
    input: (size) => put({ id: { S: "é".repeat(size) } }),
    allowed: 1024,
    message: "Size of hashkey has exceeded",
  },
  {
    limit: "38 digits a number",
    operation: "PutItem",
    input: (size) => put({ n: { N: "9".repeat(size) } }),
    allowed: 38,
    message: "more than 38 significant digits",
  },
  {
    limit: "magnitude of 1E125",
    operation: "PutItem",
    input: (size) => put({ n: { N: `-9.9e${size}` } }),
    allowed: 125,
    message: "Number overflow",
  },
  {
    limit: "magnitude of 1E-130",
    operation: "PutItem",
    input: (size) => put({ n: { N: `1e-${size}` } }),
    allowed: 130,
    message: "Number underflow",
  },
  {
    limit: "32 levels of nesting",
    operation: "PutItem",
    input: (size) => put({ a: nested(size) }),
    allowed: 32,
    message: "Nesting Levels",
  },
  {
    limit: "4 KB an expression",
    operation: "Scan",
    input: (size) => filter("attribute_exists(a)".padEnd(size)),
    allowed: 4096,
    message: "Expression size has exceeded the maximum allowed size",
  },
  {
    limit: "300 operators an expression",
    operation: "Scan",
    input: (size) =>
      filter(repeat((size + 1) / 2, () => "a=:v").join(" OR "), { ":v": { S: "x" } }),
    allowed: 299,
    refused: 301,
    message: "too many operators",
  },
  {
    limit: "100 operands of IN",
    operation: "Scan",
    input: (size) => filter(`a IN (${repeat(size, () => ":v").join(",")})`, { ":v": { S: "x" } }),
    allowed: 100,
    message: "too many operands; number of operands: 101",
  },
  {
    limit: "25 writes a batch",
    operation: "BatchWriteItem",
    input: (size) => ({
      RequestItems: {
        [TableName]: repeat(size, (n) => ({ PutRequest: put({ seq: { N: String(n) } }) })).map(
          ({ PutRequest: { Item } }) => ({ PutRequest: { Item } }),
        ),
      },
    }),
    allowed: 25,
    message: "length between 1 and 25",
  },
  {
    limit: "100 reads a batch",
    operation: "BatchGetItem",
    input: (size) => ({
      RequestItems: {
        [TableName]: { Keys: repeat(size, (n) => ({ ...Key, seq: { N: String(n) } })) },
      },
    }),
    allowed: 100,
    message: "Too many items requested",
  },
  {
    limit: "100 actions a transaction",
    operation: "TransactWriteItems",
    input: (size) => ({
      TransactItems: repeat(size, (n) => ({ Put: put({ seq: { N: String(n) } }) })),
    }),
    allowed: 100,
    message: "length between 1 and 100",
  },
  {
    limit: "1024 bytes a range key",
    operation: "PutItem",
    input: (size) => ({
      TableName: "texts",
      Item: { id: { S: "x" }, t: { S: "x".repeat(size) } },
    }),
    allowed: 1024,
    message: "Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
  },
];

describe("documented limits of DynamoDB", () => {
  let db: DynamoDb;

  beforeEach(() => {
    db = engine();
    db.createTable(LEDGER);
    const attributes = ["id", "t"].map((name) => ({ name, type: "S" as const }));
    db.createTable({ ...LEDGER, name: "texts", rangeKey: "t", attributes, indexes: [] });
  });

  for (const { allowed, input, limit, message, operation, refused = allowed + 1 } of LIMITS) {
    it(`${limit}: ${allowed} is accepted, ${refused} is not`, () => {
      call(db, A, operation, input(allowed) as Record<string, unknown>);
      const error = failure(() =>
        call(db, A, operation, input(refused) as Record<string, unknown>),
      );
      expect(error.name).to.equal("ValidationException");
      expect(error.message).to.contain(message);
    });
  }

  it("an item that grows by small updates is refused before it passes 400 KB", () => {
    const grow = () =>
      call(db, A, "UpdateItem", {
        TableName,
        Key,
        UpdateExpression: "SET steps = list_append(if_not_exists(steps, :none), :entry)",
        ExpressionAttributeValues: {
          ":none": { L: [] },
          ":entry": { L: [{ S: "x".repeat(10_000) }] },
        },
      });
    for (let n = 0; n < 40; n++) grow();
    expect(failure(grow).message).to.contain("Item size to update");
  });

  it("a value that is stored several times is counted each time", () => {
    const error = failure(() =>
      call(db, A, "UpdateItem", {
        TableName,
        Key,
        UpdateExpression: "SET a = :v, b = :v, c = :v, d = :v, e = :v",
        ExpressionAttributeValues: { ":v": { S: "x".repeat(100_000) } },
      }),
    );
    expect(error.message).to.contain("Item size to update");
  });

  it("an item that is copied within itself is counted twice", () => {
    call(db, A, "PutItem", put({ big: { S: "x".repeat(210_000) } }) as Record<string, unknown>);
    const error = failure(() =>
      call(db, A, "UpdateItem", { TableName, Key, UpdateExpression: "SET twin = big" }),
    );
    expect(error.message).to.contain("Item size to update");
  });
});
