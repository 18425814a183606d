import { expect } from "chai";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import { VirtualTimeline } from "../../../../local/engine/timeline";
import { A, call, engine, failure, PAYMENTS, pass } from "./engine";
import { LEDGER } from "./random-requests";

const TableName = LEDGER.name;

interface PageAnswer {
  readonly Items: Record<string, { S?: string; N?: string }>[];
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: Record<string, unknown>;
}

const _item = (id: string, seq: string, more: object = {}) => ({
  id: { S: id },
  seq: { N: seq },
  ...more,
});

function put(db: DynamoDb, Item: object, table = TableName): void {
  call(db, A, "PutItem", { TableName: table, Item });
}

describe("indexes of DynamoDB", () => {
  const payment = (pk: string, due?: string) => ({
    pk: { S: pk },
    dsh: { S: "d1" },
    note: { S: "n" },
    ...(due === undefined ? {} : { due: { N: due } }),
  });
  const dueBefore = (db: DynamoDb, now: string, more: object = {}) =>
    call<PageAnswer>(db, A, "Query", {
      TableName: PAYMENTS.name,
      IndexName: "due",
      KeyConditionExpression: "dsh = :shard AND due <= :now",
      ExpressionAttributeValues: { ":shard": { S: "d1" }, ":now": { N: now } },
      ...more,
    });
  const keys = (page: PageAnswer) => page.Items.map(({ pk }) => pk?.S);

  it("are sparse, sorted, and show their keys only", () => {
    const db = engine();
    db.createTable(PAYMENTS);
    for (const [pk, due] of [["late", "5"], ["early", "1"], ["never"], ["far", "99"]] as const) {
      put(db, payment(pk, due), PAYMENTS.name);
    }
    expect(dueBefore(db, "10").Items).to.deep.equal([
      { dsh: { S: "d1" }, due: { N: "1" }, pk: { S: "early" } },
      { dsh: { S: "d1" }, due: { N: "5" }, pk: { S: "late" } },
    ]);
  });

  it("follow an item that moves, loses a key, or is deleted", () => {
    const db = engine();
    db.createTable(PAYMENTS);
    put(db, payment("p", "5"), PAYMENTS.name);
    expect(keys(dueBefore(db, "5"))).to.deep.equal(["p"]);
    put(db, payment("p", "7"), PAYMENTS.name);
    expect(keys(dueBefore(db, "5"))).to.deep.equal([]);
    expect(keys(dueBefore(db, "7"))).to.deep.equal(["p"]);
    const Key = { pk: { S: "p" } };
    call(db, A, "UpdateItem", { TableName: PAYMENTS.name, Key, UpdateExpression: "REMOVE due" });
    expect(keys(dueBefore(db, "7"))).to.deep.equal([]);
    put(db, payment("p", "7"), PAYMENTS.name);
    call(db, A, "DeleteItem", { TableName: PAYMENTS.name, Key });
    expect(keys(dueBefore(db, "7"))).to.deep.equal([]);
  });

  it("page through items with equal keys without losing or repeating one", () => {
    const db = engine();
    db.createTable(PAYMENTS);
    for (let n = 0; n < 7; n++) put(db, payment(`p${n}`, "1"), PAYMENTS.name);
    const seen: (string | undefined)[] = [];
    let ExclusiveStartKey: object | undefined;
    do {
      const page = dueBefore(db, "5", { Limit: 2, ExclusiveStartKey });
      seen.push(...keys(page));
      ExclusiveStartKey = page.LastEvaluatedKey;
      expect(seen.length, "the query goes in circles").to.be.at.most(7);
    } while (ExclusiveStartKey);
    expect(seen.sort()).to.deep.equal(["p0", "p1", "p2", "p3", "p4", "p5", "p6"]);
  });

  it("lag behind their table when told to, and catch up in order", () => {
    const timeline = new VirtualTimeline();
    const db = engine({ timeline, knobs: { indexLagMs: 1000 } });
    db.createTable(PAYMENTS);
    put(db, payment("p", "1"), PAYMENTS.name);
    expect(keys(dueBefore(db, "9"))).to.deep.equal([]);
    pass(timeline, 600);
    put(db, payment("p", "8"), PAYMENTS.name);
    pass(timeline, 400);
    expect(keys(dueBefore(db, "1"))).to.deep.equal(["p"]);
    pass(timeline, 600);
    expect(keys(dueBefore(db, "1"))).to.deep.equal([]);
    expect(keys(dueBefore(db, "9"))).to.deep.equal(["p"]);
    put(db, payment("q", "2"), PAYMENTS.name);
    expect(keys(dueBefore(db, "9"))).to.deep.equal(["p"]);
    db.tune({ indexLagMs: 0 });
    expect(keys(dueBefore(db, "9"))).to.deep.equal(["q", "p"]);
  });

  it("are never read consistently and refuse attributes they do not show", () => {
    const db = engine();
    db.createTable(PAYMENTS);
    const refused = (more: object) => failure(() => dueBefore(db, "9", more)).message;
    expect(refused({ ConsistentRead: true })).to.contain("Consistent reads are not supported");
    expect(refused({ Select: "ALL_ATTRIBUTES" })).to.contain("projection type is not ALL");
    expect(refused({ ProjectionExpression: "note" })).to.contain("does not project [note]");
    expect(refused({ IndexName: "none" })).to.contain("does not have the specified index: none");
  });
});
