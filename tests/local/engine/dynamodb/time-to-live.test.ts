import { expect } from "chai";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import type { StreamRecord } from "../../../../local/engine/dynamodb/streams/stream-record";
import type { TableDefinition } from "../../../../local/engine/dynamodb/table-definition";
import { VirtualTimeline } from "../../../../local/engine/timeline";
import { A, B, call, engine, PAYMENTS, pass, TestLinks } from "./engine";

const SESSIONS: TableDefinition = {
  name: "sessions",
  hashKey: "pk",
  attributes: [{ name: "pk", type: "S" }],
  indexes: [],
  regions: [A],
  consistency: "single",
  ttlAttribute: "exp",
  stream: "NEW_AND_OLD_IMAGES",
};
const EVENTUAL: TableDefinition = { ...SESSIONS, regions: [A, B], consistency: "eventual" };
const TableName = SESSIONS.name;

describe("time to live in DynamoDB", () => {
  let db: DynamoDb;
  let links: TestLinks;
  let timeline: VirtualTimeline;

  beforeEach(() => {
    links = new TestLinks();
    timeline = new VirtualTimeline(0);
    db = engine({ links, timeline, replicationLagMs: 500 });
  });

  const put = (pk: string, exp: object, region = A) =>
    call(db, region, "PutItem", { TableName, Item: { pk: { S: pk }, exp } });
  const keys = (region = A) => [...db.items(region, TableName)].map(({ pk }) => pk?.S);

  it("removes items when they are expired and leaves all others", () => {
    db.createTable(SESSIONS);
    put("ten", { N: "10" });
    put("five", { N: "5" });
    put("twenty", { N: "20.9" });
    put("text", { S: "5" });
    pass(timeline, 5000);
    expect(keys()).to.deep.equal(["ten", "twenty", "text"]);
    pass(timeline, 5000);
    expect(keys()).to.deep.equal(["twenty", "text"]);
    pass(timeline, 1_000_000);
    expect(keys()).to.deep.equal(["text"]);
  });

  it("keeps an item that was renewed or has no expiry any more", () => {
    db.createTable(SESSIONS);
    put("renewed", { N: "5" });
    put("renewed", { N: "50" });
    put("freed", { N: "5" });
    put("freed", { NULL: true });
    pass(timeline, 49_999);
    expect(keys()).to.deep.equal(["renewed", "freed"]);
    pass(timeline, 1);
    expect(keys()).to.deep.equal(["freed"]);
  });

  it("takes its time when told to, until the delay is shortened", () => {
    db.createTable(SESSIONS);
    db.tune({ ttlDelayMs: 3_600_000 });
    put("late", { N: "5" });
    pass(timeline, 60_000);
    expect(keys()).to.deep.equal(["late"]);
    db.tune({ ttlDelayMs: 1000 });
    pass(timeline, 0);
    expect(keys()).to.deep.equal([]);
  });

  it("waits for times beyond what a timer can hold", () => {
    db.createTable(SESSIONS);
    const year = 365 * 24 * 3600;
    put("old", { N: String(year) });
    pass(timeline, year * 1000 - 1);
    expect(keys()).to.deep.equal(["old"]);
    pass(timeline, 1);
    expect(keys()).to.deep.equal([]);
  });

  it("is recognisable in the stream", () => {
    db.createTable(SESSIONS);
    const heard: StreamRecord[] = [];
    db.subscribe(A, TableName, (records) => heard.push(...records));
    put("p", { N: "5" });
    pass(timeline, 5000);
    call(db, A, "DeleteItem", { TableName, Key: { pk: { S: "p" } } });
    expect(
      heard.map(({ eventName, userIdentity }) => [eventName, userIdentity?.principalId]),
    ).to.deep.equal([
      ["INSERT", undefined],
      ["REMOVE", "dynamodb.amazonaws.com"],
    ]);
  });

  it("removes an item in every region of an eventual table", () => {
    db.createTable(EVENTUAL);
    put("p", { N: "5" });
    pass(timeline, 1000);
    expect(keys(B)).to.deep.equal(["p"]);
    pass(timeline, 10_000);
    expect([keys(A), keys(B)]).to.deep.equal([[], []]);
  });

  it("does not remove what another region renewed, however late the news arrives", () => {
    db.createTable(EVENTUAL);
    put("p", { N: "5" }, A);
    pass(timeline, 1000);
    links.cut(A, B);
    put("p", { N: "500" }, A);
    pass(timeline, 20_000);
    expect([keys(A), keys(B)]).to.deep.equal([["p"], []]);
    links.mend();
    db.networkChanged();
    pass(timeline, 1000);
    expect([keys(A), keys(B)]).to.deep.equal([["p"], ["p"]]);
    expect(db.differences(TableName)).to.deep.equal([]);
  });

  it("goes on in a replica that was rebuilt", () => {
    db.createTable(EVENTUAL);
    links.cut(A, B);
    put("p", { N: "5" }, A);
    db.rebuildReplica(B, A);
    expect(keys(B)).to.deep.equal(["p"]);
    pass(timeline, 5000);
    expect(keys(B)).to.deep.equal([]);
  });

  it("waits while the region is dark", () => {
    db.createTable(SESSIONS);
    put("p", { N: "5" });
    db.setRegionDark(A, true);
    pass(timeline, 3_600_000);
    expect(keys()).to.deep.equal(["p"]);
    db.setRegionDark(A, false);
    pass(timeline, 60_000);
    expect(keys()).to.deep.equal([]);
  });

  it("is described, and refused on strong tables", () => {
    db.createTable(SESSIONS);
    expect(call(db, A, "DescribeTimeToLive", { TableName })).to.deep.equal({
      TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: "exp" },
    });
    expect(() => db.createTable({ ...PAYMENTS, ttlAttribute: "exp" })).to.throw(
      "cannot have a time to live",
    );
  });
});
