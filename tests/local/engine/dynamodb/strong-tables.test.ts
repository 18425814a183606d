import { expect } from "chai";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import { VirtualTimeline } from "../../../../local/engine/timeline";
import { A, B, call, engine, failure, PAYMENTS, pass, TestLinks, W } from "./engine";

const TableName = PAYMENTS.name;
const Key = { pk: { S: "p" } };
const REGIONS = [A, B];

describe("strong global tables", () => {
  let db: DynamoDb;
  let links: TestLinks;
  let timeline: VirtualTimeline;

  beforeEach(() => {
    links = new TestLinks();
    timeline = new VirtualTimeline();
    db = engine({ links, timeline, knobs: { conflictWindowMs: 0 } });
    db.createTable(PAYMENTS);
  });

  const write = (region: string, note: string, more: object = {}) =>
    call(db, region, "PutItem", { TableName, Item: { ...Key, note: { S: note } }, ...more });
  const read = (region: string, ConsistentRead: boolean) =>
    call<{ Item?: { note: { S: string } } }>(db, region, "GetItem", {
      TableName,
      Key,
      ConsistentRead,
    }).Item?.note.S;
  const isolate = (region: string) => {
    for (const other of [A, B, W]) if (other !== region) links.cut(region, other);
    db.networkChanged();
  };

  it("show a write in every region at once", () => {
    write(A, "one");
    expect(read(B, true)).to.equal("one");
    expect(read(B, false)).to.equal("one");
    const once = { ConditionExpression: "attribute_not_exists(pk)" };
    expect(failure(() => write(B, "two", once)).name).to.equal("ConditionalCheckFailedException");
  });

  for (const region of REGIONS) {
    it(`refuse writes and consistent reads in ${region} when it is cut off, and serve stale reads`, () => {
      const other = region === A ? B : A;
      write(region, "before");
      isolate(region);
      for (const attempt of [() => write(region, "lost"), () => read(region, true)]) {
        expect(failure(attempt)).to.include({ name: "InternalServerError", statusCode: 500 });
      }
      write(other, "meanwhile");
      write(other, "after");
      expect(read(other, true)).to.equal("after");
      expect(read(region, false)).to.equal("before");
    });
  }

  for (const [what, lost] of [
    ["the other replica", B],
    ["the witness", W],
  ] as const) {
    it(`keep working in a region that only lost ${what}`, () => {
      links.cut(A, lost);
      db.networkChanged();
      write(A, "one");
      expect(read(A, true)).to.equal("one");
      expect(read(B, true)).to.equal("one");
    });
  }

  it("count a member only if question and answer arrive", () => {
    links.cutOneWay(B, A);
    links.cutOneWay(A, W);
    expect(failure(() => write(A, "x")).name).to.equal("InternalServerError");
    write(B, "y");
    expect(read(B, true)).to.equal("y");
  });

  it("bring a replica up to date when it is linked again, with or without notice", () => {
    for (const announced of [true, false]) {
      write(A, "old");
      isolate(B);
      write(A, "new");
      expect(read(B, false)).to.equal("old");
      links.mend();
      if (announced) db.networkChanged();
      expect(read(B, false)).to.equal("new");
    }
  });

  it("remember what a replica learned between two cuts", () => {
    write(A, "first");
    isolate(B);
    write(A, "second");
    links.mend();
    db.networkChanged();
    isolate(B);
    write(A, "third");
    expect(read(B, false)).to.equal("second");
  });

  it("bring a linked replica up to date with the next write elsewhere", () => {
    write(A, "first");
    isolate(B);
    write(A, "second");
    links.mend();
    write(A, "third");
    isolate(B);
    expect(read(B, false)).to.equal("third");
  });

  it("serve queries and indexes of a cut-off replica from its own copy", () => {
    const due = (region: string) =>
      call<{ Count: number }>(db, region, "Query", {
        TableName,
        IndexName: "due",
        KeyConditionExpression: "dsh = :d",
        ExpressionAttributeValues: { ":d": { S: "d1" } },
      }).Count;
    const pay = (pk: string) =>
      call(db, A, "PutItem", {
        TableName,
        Item: { pk: { S: pk }, dsh: { S: "d1" }, due: { N: "1" } },
      });
    pay("p1");
    isolate(B);
    pay("p2");
    expect([due(A), due(B)]).to.deep.equal([2, 1]);
    expect(call(db, B, "Scan", { TableName })).to.include({ Count: 1 });
    expect(failure(() => call(db, B, "Scan", { TableName, ConsistentRead: true })).name).to.equal(
      "InternalServerError",
    );
  });

  it("do not change what the index of a cut-off replica shows", () => {
    const index = { name: "due", hashKey: "dsh", rangeKey: "due", projection: "ALL" as const };
    db.createTable({ ...PAYMENTS, name: "noted", indexes: [index] });
    const note = (text: string) =>
      call(db, A, "PutItem", {
        TableName: "noted",
        Item: { pk: { S: "p" }, dsh: { S: "d1" }, due: { N: "1" }, note: { S: text } },
      });
    const shown = (region: string) =>
      call<{ Items: { note: object }[] }>(db, region, "Scan", {
        TableName: "noted",
        IndexName: "due",
      }).Items[0]?.note;
    note("old");
    expect(shown(B)).to.deep.equal({ S: "old" });
    isolate(B);
    note("new");
    expect([shown(A), shown(B)]).to.deep.equal([{ S: "new" }, { S: "old" }]);
  });

  it("lose nothing when a region goes dark, whichever wrote last", () => {
    write(A, "one");
    db.setRegionDark(A, true);
    expect(failure(() => read(A, false))).to.include({ name: "TimeoutError", statusCode: 0 });
    expect(read(B, true)).to.equal("one");
    write(B, "two");
    db.setRegionDark(A, false);
    expect(read(A, true)).to.equal("two");
    expect(read(A, false)).to.equal("two");
  });

  it("stop when two of three members are dark", () => {
    db.setRegionDark(W, true);
    write(A, "one");
    db.setRegionDark(A, true);
    expect(failure(() => write(B, "two")).name).to.equal("InternalServerError");
    expect(read(B, false)).to.equal("one");
    db.setRegionDark(W, false);
    write(B, "two");
    expect([...db.items(B, TableName)]).to.deep.equal([{ ...Key, note: { S: "two" } }]);
  });

  it("refuse a write shortly after another region wrote the item, without effect", () => {
    db.tune({ conflictWindowMs: 20 });
    write(A, "one");
    pass(timeline, 19);
    const error = failure(() => write(B, "two"));
    expect(error.name).to.equal("ReplicatedWriteConflictException");
    expect(read(B, true)).to.equal("one");
    write(A, "three");
    pass(timeline, 20);
    write(B, "four");
    expect(read(A, true)).to.equal("four");
  });

  it("refuse it after a deletion, too", () => {
    db.tune({ conflictWindowMs: 20 });
    write(A, "one");
    call(db, A, "DeleteItem", { TableName, Key });
    expect(failure(() => write(B, "two")).name).to.equal("ReplicatedWriteConflictException");
    pass(timeline, 20);
    write(B, "two");
  });

  it("leave conflicting items of a batch to the caller", () => {
    db.tune({ conflictWindowMs: 20 });
    write(A, "one");
    const put = (pk: string) => ({ PutRequest: { Item: { pk: { S: pk } } } });
    const RequestItems = { [TableName]: [put("p"), put("q")] };
    expect(call(db, B, "BatchWriteItem", { RequestItems })).to.deep.equal({
      UnprocessedItems: { [TableName]: [put("p")] },
    });
    const again = { RequestItems: { [TableName]: [put("p")] } };
    expect(failure(() => call(db, B, "BatchWriteItem", again)).name).to.equal(
      "ReplicatedWriteConflictException",
    );
  });
});
