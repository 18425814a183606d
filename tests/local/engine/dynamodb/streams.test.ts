import { expect } from "chai";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import type { StreamRecord } from "../../../../local/engine/dynamodb/streams/stream-record";
import type { TableDefinition } from "../../../../local/engine/dynamodb/table-definition";
import { VirtualTimeline } from "../../../../local/engine/timeline";
import { A, B, call, engine, failure, PAYMENTS, pass, TestLinks, W } from "./engine";

const TABLE: TableDefinition = { ...PAYMENTS, stream: "NEW_AND_OLD_IMAGES" };
const TableName = TABLE.name;
const Key = { pk: { S: "p" } };

interface Records {
  readonly Records: StreamRecord[];
  readonly NextShardIterator: string;
}

describe("streams of DynamoDB", () => {
  let db: DynamoDb;
  let links: TestLinks;
  let timeline: VirtualTimeline;

  beforeEach(() => {
    links = new TestLinks();
    timeline = new VirtualTimeline(1500);
    db = engine({ links, timeline, knobs: { conflictWindowMs: 0 } });
  });

  const put = (n: string, region = A) =>
    call(db, region, "PutItem", { TableName, Item: { ...Key, n: { N: n } } });
  const story = (records: readonly StreamRecord[]) =>
    records.map(({ eventName, dynamodb: { NewImage, OldImage } }) =>
      [eventName, OldImage?.n?.N, NewImage?.n?.N].join(" "),
    );
  const iterator = (region: string, ShardIteratorType: string, more: object = {}) => {
    const table = call<{ Table: { LatestStreamArn: string } }>(db, region, "DescribeTable", {
      TableName,
    });
    const StreamArn = table.Table.LatestStreamArn;
    const stream = call<{ StreamDescription: { Shards: { ShardId: string }[] } }>(
      db,
      region,
      "DescribeStream",
      { StreamArn },
    );
    const ShardId = stream.StreamDescription.Shards[0]?.ShardId;
    const input = { StreamArn, ShardId, ShardIteratorType, ...more };
    return call<{ ShardIterator: string }>(db, region, "GetShardIterator", input).ShardIterator;
  };
  const records = (ShardIterator: string, Limit?: number, region = A) =>
    call<Records>(db, region, "GetRecords", { ShardIterator, Limit });

  it("tell every change with both images, and nothing of writes that changed nothing", () => {
    db.createTable(TABLE);
    put("1");
    put("1.0");
    put("2");
    call(db, A, "DeleteItem", { TableName, Key });
    call(db, A, "DeleteItem", { TableName, Key });
    const found = records(iterator(A, "TRIM_HORIZON")).Records;
    expect(story(found)).to.deep.equal(["INSERT  1", "MODIFY 1 2", "REMOVE 2 "]);
    expect(found[0]).to.deep.include({
      eventSource: "aws:dynamodb",
      awsRegion: A,
      eventVersion: "1.1",
    });
    expect(found[0]?.dynamodb).to.deep.include({
      Keys: Key,
      ApproximateCreationDateTime: new Date(1000),
      StreamViewType: "NEW_AND_OLD_IMAGES",
    });
  });

  it("are read in pages, from the start, from the end, or after a record", () => {
    db.createTable(TABLE);
    const latest = iterator(A, "LATEST");
    for (const n of ["1", "2", "3"]) put(n);
    const first = records(iterator(A, "TRIM_HORIZON"), 2);
    expect(story(first.Records)).to.deep.equal(["INSERT  1", "MODIFY 1 2"]);
    expect(story(records(first.NextShardIterator).Records)).to.deep.equal(["MODIFY 2 3"]);
    expect(records(latest).Records.length).to.equal(3);
    const SequenceNumber = first.Records[0]?.dynamodb.SequenceNumber;
    const after = records(iterator(A, "AFTER_SEQUENCE_NUMBER", { SequenceNumber }));
    expect(story(after.Records)).to.deep.equal(["MODIFY 1 2", "MODIFY 2 3"]);
    const at = records(iterator(A, "AT_SEQUENCE_NUMBER", { SequenceNumber }));
    expect(at.Records.length).to.equal(3);
  });

  it("forget records after a day and iterators after a quarter of an hour", () => {
    db.createTable(TABLE);
    put("1");
    const old = iterator(A, "TRIM_HORIZON");
    pass(timeline, 15 * 60_000 + 1);
    expect(failure(() => records(old)).name).to.equal("ExpiredIteratorException");
    const SequenceNumber = records(iterator(A, "TRIM_HORIZON")).Records[0]?.dynamodb.SequenceNumber;
    pass(timeline, 24 * 3_600_000);
    expect(records(iterator(A, "TRIM_HORIZON")).Records).to.deep.equal([]);
    expect(failure(() => iterator(A, "AT_SEQUENCE_NUMBER", { SequenceNumber })).name).to.equal(
      "TrimmedDataAccessException",
    );
  });

  it("call listeners after the write returned, once, in order, until they leave", () => {
    db.createTable(TABLE);
    const heard: string[][] = [];
    const leave = db.subscribe(A, TableName, (found) => heard.push(story(found)));
    put("1");
    put("2");
    expect(heard).to.deep.equal([]);
    pass(timeline, 0);
    put("3");
    pass(timeline, 0);
    leave();
    put("4");
    pass(timeline, 0);
    expect(heard).to.deep.equal([["INSERT  1", "MODIFY 1 2"], ["MODIFY 2 3"]]);
  });

  it("are identical in all regions of a strong table; a cut-off region gets them later", () => {
    db.createTable(TABLE);
    const heard: Record<string, string[]> = { [A]: [], [B]: [] };
    for (const region of [A, B]) {
      db.subscribe(region, TableName, (found) => {
        heard[region]?.push(...found.map(({ dynamodb }) => dynamodb.SequenceNumber));
      });
    }
    put("1");
    pass(timeline, 0);
    for (const other of [A, W]) links.cut(B, other);
    put("2");
    pass(timeline, 0);
    expect(heard[A]?.length).to.equal(2);
    expect(heard[B]?.length).to.equal(1);
    links.mend();
    db.networkChanged();
    pass(timeline, 0);
    expect(heard[B]).to.deep.equal(heard[A]);
  });

  it("of an eventual table tell in each region what happened there", () => {
    const { witness: _, ...rest } = TABLE;
    db.createTable({ ...rest, consistency: "eventual" });
    put("1", A);
    pass(timeline, 10);
    put("2", B);
    pass(timeline, 1000);
    expect(story(records(iterator(A, "TRIM_HORIZON")).Records)).to.deep.equal([
      "INSERT  1",
      "MODIFY 1 2",
    ]);
    const inB = records(iterator(B, "TRIM_HORIZON"), undefined, B).Records;
    expect(story(inB)).to.deep.equal(["INSERT  2"]);
  });

  it("exist only where they were declared and show only what was declared", () => {
    db.createTable({ ...TABLE, stream: "KEYS_ONLY", streamRegions: [A] });
    put("1");
    const [record] = records(iterator(A, "TRIM_HORIZON")).Records;
    expect(record?.dynamodb).to.not.have.any.keys("NewImage", "OldImage");
    expect(() => db.subscribe(B, TableName, () => undefined)).to.throw("has no stream in");
    const { Table } = call<{ Table: object }>(db, B, "DescribeTable", { TableName });
    expect(Table).not.to.have.property("LatestStreamArn");
    const StreamArn = "arn:aws:dynamodb:us-east-1:000000000000:table/payments/stream/other";
    expect(failure(() => call(db, A, "DescribeStream", { StreamArn })).name).to.equal(
      "ResourceNotFoundException",
    );
  });
});
