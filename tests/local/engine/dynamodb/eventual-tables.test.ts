import { expect } from "chai";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import type { ReplicationEvent } from "../../../../local/engine/dynamodb/replication/eventual-replica";
import type { TableDefinition } from "../../../../local/engine/dynamodb/table-definition";
import { VirtualTimeline } from "../../../../local/engine/timeline";
import { A, B, call, engine, failure, pass, TestLinks, W } from "./engine";

const SESSIONS: TableDefinition = {
  name: "sessions",
  hashKey: "pk",
  attributes: [{ name: "pk", type: "S" }],
  indexes: [],
  regions: [A, B],
  consistency: "eventual",
};
const TableName = SESSIONS.name;
const LAG_MS = 500;

describe("eventual global tables", () => {
  let db: DynamoDb;
  let links: TestLinks;
  let timeline: VirtualTimeline;

  beforeEach(() => {
    links = new TestLinks();
    timeline = new VirtualTimeline(10_000);
    db = engine({ links, timeline, replicationLagMs: LAG_MS });
    db.createTable(SESSIONS);
  });

  const write = (region: string, note: string, more: object = {}) =>
    call(db, region, "PutItem", {
      TableName,
      Item: { pk: { S: "p" }, note: { S: note } },
      ...more,
    });
  const remove = (region: string) =>
    call(db, region, "DeleteItem", { TableName, Key: { pk: { S: "p" } } });
  const read = (region: string) =>
    call<{ Item?: { note: { S: string } } }>(db, region, "GetItem", {
      TableName,
      Key: { pk: { S: "p" } },
      ConsistentRead: true,
    }).Item?.note.S;
  const notes = () => [read(A), read(B)];
  const cut = () => {
    links.cut(A, B);
    db.networkChanged();
  };
  const mend = () => {
    links.mend();
    db.networkChanged();
  };

  it("show a write elsewhere after the lag, and say how long it took", () => {
    const events: ReplicationEvent[] = [];
    db.onReplicated((event) => events.push(event));
    write(A, "one");
    pass(timeline, LAG_MS - 1);
    expect(notes()).to.deep.equal(["one", undefined]);
    expect(db.differences(TableName)).to.deep.equal(["p"]);
    expect(db.replicationAgeMs(A, B, TableName)).to.equal(LAG_MS - 1);
    write(A, "two");
    expect(events).to.deep.equal([]);
    pass(timeline, 2 * LAG_MS);
    const arrived = { table: TableName, from: A, to: B, latencyMs: LAG_MS, applied: true };
    expect(events, "nobody has to ask for it").to.deep.equal([arrived, arrived]);
    expect(notes()).to.deep.equal(["two", "two"]);
    expect(db.differences(TableName)).to.deep.equal([]);
  });

  it("evaluate conditions on the local copy only", () => {
    const once = { ConditionExpression: "attribute_not_exists(pk)" };
    write(A, "one", once);
    write(B, "two", once);
    expect(failure(() => write(A, "three", once)).name).to.equal("ConditionalCheckFailedException");
  });

  it("let the last writer win, silently", () => {
    write(A, "one");
    pass(timeline, 10);
    write(B, "two");
    pass(timeline, LAG_MS);
    expect(notes()).to.deep.equal(["two", "two"]);
  });

  it("let the region's name decide between simultaneous writes", () => {
    write(B, "two");
    write(A, "one");
    pass(timeline, LAG_MS);
    expect(notes()).to.deep.equal(["two", "two"]);
  });

  it("let the later of two writes of one region and millisecond win", () => {
    write(A, "one");
    write(B, "two");
    write(A, "three");
    pass(timeline, LAG_MS);
    expect(notes()).to.deep.equal(["three", "three"]);
  });

  it("let a deletion win over an older write that arrives later", () => {
    db.setReplication(A, B, { lagMs: 5000 });
    write(A, "one");
    pass(timeline, 10);
    write(B, "two");
    remove(B);
    pass(timeline, 6000);
    expect(notes()).to.deep.equal([undefined, undefined]);
  });

  it("remember a deletion for as long as an older write may be trapped", () => {
    cut();
    write(A, "one");
    pass(timeline, 10);
    write(B, "two");
    remove(B);
    pass(timeline, 3 * 3_600_000);
    call(db, B, "PutItem", { TableName, Item: { pk: { S: "other" } } });
    call(db, B, "DeleteItem", { TableName, Key: { pk: { S: "other" } } });
    mend();
    pass(timeline, LAG_MS);
    expect(notes()).to.deep.equal([undefined, undefined]);
  });

  it("trap writes behind a cut until it is mended", () => {
    cut();
    write(A, "one");
    pass(timeline, 60_000);
    expect(notes()).to.deep.equal(["one", undefined]);
    expect(db.trappedWrites(A)).to.equal(1);
    mend();
    expect(notes()).to.deep.equal(["one", "one"]);
    expect(db.trappedWrites(A)).to.equal(0);
  });

  it("notice a mended link on the next access even without notice", () => {
    cut();
    write(A, "one");
    pass(timeline, 60_000);
    links.mend();
    expect(read(B)).to.equal("one");
  });

  it("replicate in one direction through an asymmetric cut", () => {
    links.cutOneWay(A, B);
    db.networkChanged();
    write(A, "one");
    call(db, B, "PutItem", { TableName, Item: { pk: { S: "q" } } });
    pass(timeline, LAG_MS);
    expect(read(B)).to.equal(undefined);
    expect([...db.items(A, TableName)].length).to.equal(2);
  });

  it("keep accepting writes in a dark region's neighbour and trap the dark region's own", () => {
    write(A, "trapped");
    db.setRegionDark(A, true);
    expect(failure(() => read(A))).to.include({ name: "TimeoutError", statusCode: 0 });
    pass(timeline, 60_000);
    expect(read(B)).to.equal(undefined);
    write(B, "while away");
    pass(timeline, 1000);
    db.setRegionDark(A, false);
    pass(timeline, LAG_MS);
    expect(notes()).to.deep.equal(["while away", "while away"]);
  });

  it("can be stopped, resumed and slowed down while they run", () => {
    db.setReplication(A, B, { stopped: true });
    write(A, "one");
    pass(timeline, 60_000);
    expect(read(B)).to.equal(undefined);
    db.setReplication(A, B, { stopped: false, lagMs: 2000 });
    expect(read(B)).to.equal("one");
    write(A, "two");
    pass(timeline, 1999);
    expect(read(B)).to.equal("one");
    db.setReplication(A, B, { lagMs: 0 });
    expect(read(B)).to.equal("two");
  });

  it("lose what was trapped for good, and are rebuilt from the survivor", () => {
    write(A, "replicated");
    pass(timeline, LAG_MS);
    db.setRegionDark(A, true);
    db.setRegionDark(A, false);
    cut();
    write(A, "lost");
    const atMs = timeline.nowMs();
    expect(db.loseTrappedWrites(A)).to.deep.equal([
      { table: TableName, to: B, item: { pk: { S: "p" }, note: { S: "lost" } }, atMs },
    ]);
    mend();
    pass(timeline, 60_000);
    expect(notes()).to.deep.equal(["lost", "replicated"]);
    expect(db.differences(TableName)).to.deep.equal(["p"]);
    db.rebuildReplica(A, B);
    expect(notes()).to.deep.equal(["replicated", "replicated"]);
  });

  it("remember deletions in a rebuilt replica, against writes of a third region", () => {
    const third = engine({ links, timeline, replicationLagMs: LAG_MS });
    third.createTable({ ...SESSIONS, regions: [A, B, W] });
    const Key = { pk: { S: "p" } };
    links.cutOneWay(W, A);
    call(third, W, "PutItem", { TableName, Item: Key });
    pass(timeline, LAG_MS);
    call(third, B, "DeleteItem", { TableName, Key });
    pass(timeline, LAG_MS);
    third.rebuildReplica(A, B);
    links.mend();
    third.networkChanged();
    expect([...third.items(A, TableName)]).to.deep.equal([]);
    expect(third.differences(TableName)).to.deep.equal([]);
  });

  it("believe a wrong clock, but never lose a write against the one it was based on", () => {
    db.setClockSkew(A, 30_000);
    write(A, "from the future");
    pass(timeline, LAG_MS);
    write(B, "based on it");
    pass(timeline, LAG_MS);
    expect(notes()).to.deep.equal(["based on it", "based on it"]);
    write(A, "future again");
    pass(timeline, 10);
    write(B, "meanwhile");
    pass(timeline, LAG_MS);
    expect(notes()).to.deep.equal(["future again", "future again"]);
  });
});
