import { expect } from "chai";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import type { TableDefinition } from "../../../../local/engine/dynamodb/table-definition";
import { A, call, engine, failure } from "./engine";
import { LEDGER } from "./random-requests";

const TableName = LEDGER.name;

interface PageAnswer {
  readonly Items: Record<string, { S?: string; N?: string }>[];
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: Record<string, unknown>;
}

const item = (id: string, seq: string, more: object = {}) => ({
  id: { S: id },
  seq: { N: seq },
  ...more,
});

function put(db: DynamoDb, Item: object, table = TableName): void {
  call(db, A, "PutItem", { TableName: table, Item });
}

describe("queries of DynamoDB", () => {
  let db: DynamoDb;

  beforeEach(() => {
    db = engine();
    db.createTable(LEDGER);
    for (const seq of ["10", "9", "-1", "1.5", "1e2"]) put(db, item("x", seq));
    put(db, item("y", "1"));
  });

  const query = (condition: string, range: object = {}, more: object = {}) =>
    call<PageAnswer>(db, A, "Query", {
      TableName,
      KeyConditionExpression: `id = :id${condition}`,
      ExpressionAttributeValues: { ":id": { S: "x" }, ...range },
      ...more,
    });
  const found = (...args: Parameters<typeof query>) =>
    query(...args).Items.map(({ seq }) => seq?.N);

  it("sorts numbers by value, in both directions", () => {
    expect(found("")).to.deep.equal(["-1", "1.5", "9", "10", "100"]);
    expect(found("", {}, { ScanIndexForward: false })).to.deep.equal([
      "100",
      "10",
      "9",
      "1.5",
      "-1",
    ]);
  });

  for (const [condition, values, expected] of [
    ["= :v", ["9.0"], ["9"]],
    ["< :v", ["9"], ["-1", "1.5"]],
    ["<= :v", ["9"], ["-1", "1.5", "9"]],
    ["> :v", ["9"], ["10", "100"]],
    [">= :v", ["9.5"], ["10", "100"]],
    ["BETWEEN :v AND :w", ["1.5", "10"], ["1.5", "9", "10"]],
  ] as const) {
    it(`selects a part of a partition: seq ${condition} ${values.join(", ")}`, () => {
      const [first, second] = values;
      const range = second ? { ":v": { N: first }, ":w": { N: second } } : { ":v": { N: first } };
      expect(found(` AND seq ${condition}`, range)).to.deep.equal(expected);
    });
  }

  for (const ScanIndexForward of [true, false]) {
    it(`continues after the last key, forward: ${ScanIndexForward}, even if it is gone`, () => {
      const first = query("", {}, { Limit: 2, ScanIndexForward });
      call(db, A, "DeleteItem", { TableName, Key: first.LastEvaluatedKey });
      const ExclusiveStartKey = first.LastEvaluatedKey;
      const second = query("", {}, { Limit: 2, ScanIndexForward, ExclusiveStartKey });
      const all = [...first.Items, ...second.Items].map(({ seq }) => seq?.N);
      const expected = ["-1", "1.5", "9", "10", "100"];
      expect(all).to.deep.equal((ScanIndexForward ? expected : expected.reverse()).slice(0, 4));
    });
  }

  it("names the last key when the limit is met, even at the end", () => {
    expect(query("", {}, { Limit: 5 }).LastEvaluatedKey).to.deep.equal(item("x", "100"));
    expect(query("", {}, { Limit: 6 })).not.to.have.property("LastEvaluatedKey");
  });

  it("filters after reading: the limit counts what was read", () => {
    const more = { Limit: 3, FilterExpression: "attribute_exists(a)" };
    put(db, item("x", "9", { a: { S: "1" } }));
    const { Count, Items, ScannedCount } = query("", {}, more);
    expect({ Count, Items, ScannedCount }).to.deep.equal({
      Count: 1,
      Items: [item("x", "9", { a: { S: "1" } })],
      ScannedCount: 3,
    });
    expect(query("", {}, { Select: "COUNT" })).to.deep.equal({ Count: 5, ScannedCount: 5 });
  });

  it("answers at most a megabyte and continues from there", () => {
    const big = { S: "x".repeat(300_000) };
    for (const seq of ["1", "2", "3", "4", "5"]) put(db, item("big", seq, { big }));
    const range = { ":id": { S: "big" } };
    const first = query("", range);
    expect(first.Count).to.equal(4);
    const ExclusiveStartKey = first.LastEvaluatedKey;
    expect(query("", range, { ExclusiveStartKey })).to.include({ Count: 1 });
  });

  for (const [what, condition, range, message] of [
    ["no hash key", undefined, {}, "Query condition missed key schema element: id"],
    ["an unequal hash key", "id > :id", {}, "Query key condition not supported"],
    ["OR", "id = :id OR seq = :v", { ":v": { N: "1" } }, "Invalid operator"],
    ["<>", "id = :id AND seq <> :v", { ":v": { N: "1" } }, "Invalid operator"],
    [
      "a third attribute",
      "id = :id AND a = :v",
      { ":v": { N: "1" } },
      "missed key schema element: seq",
    ],
    ["a wrong type", "id = :id AND seq = :v", { ":v": { S: "1" } }, "does not match schema type"],
    ["a function", "id = :id AND size(seq) = :v", { ":v": { N: "1" } }, "nested operations"],
    ["one key twice", "id = :id AND id = :v", { ":v": { S: "1" } }, "only contain one condition"],
  ] as const) {
    it(`refuses a key condition with ${what}`, () => {
      const KeyConditionExpression = condition ?? "seq = :id";
      const error = failure(() => query("", range, { KeyConditionExpression }));
      expect(error.name).to.equal("ValidationException");
      expect(error.message).to.contain(message);
    });
  }

  it("refuses filters on the key and starting keys of other queries", () => {
    const filter = { FilterExpression: "seq > :v" };
    expect(failure(() => query("", { ":v": { N: "1" } }, filter)).message).to.contain(
      "can only contain non-primary key attributes: Primary key attribute: seq",
    );
    for (const ExclusiveStartKey of [item("y", "1"), { id: { S: "x" } }, { a: { S: "x" } }]) {
      const error = failure(() => query("", {}, { ExclusiveStartKey }));
      expect(error.message).to.contain("starting key");
    }
  });

  it("sorts texts and bytes by their bytes", () => {
    const texts = ["a", "b", "aa", "é", "\uFF5E", "\u{1F600}", "Z"];
    const table: TableDefinition = {
      ...LEDGER,
      name: "texts",
      rangeKey: "t",
      attributes: [
        { name: "id", type: "S" },
        { name: "t", type: "S" },
      ],
      indexes: [],
    };
    db.createTable(table);
    for (const t of texts) put(db, { id: { S: "x" }, t: { S: t } }, "texts");
    const more = { TableName: "texts" };
    const sorted = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(query("", {}, more).Items.map(({ t }) => t?.S)).to.deep.equal(sorted);
    const prefix = query(" AND begins_with(t, :v)", { ":v": { S: "a" } }, more).Items;
    expect(prefix.map(({ t }) => t?.S)).to.deep.equal(["a", "aa"]);
  });
});
