import { expect } from "chai";
import type { TableDefinition } from "../../../../local/engine/dynamodb/table-definition";
import { A, B, call, engine, failure, PAYMENTS, W } from "./engine";

const TableName = PAYMENTS.name;

describe("the DynamoDB service", () => {
  it("refuses by name what it does not model: operations and members", () => {
    const db = engine();
    db.createTable(PAYMENTS);
    const unknown = failure(() => call(db, A, "ExecuteStatement", { Statement: "SELECT" }));
    expect(unknown).to.include({ name: "NotModelledException", statusCode: 501 });
    expect(unknown.message).to.contain("dynamodb:ExecuteStatement");
    const legacy = { TableName, Key: { pk: { S: "p" } }, AttributesToGet: ["pk"] };
    const member = failure(() => call(db, A, "GetItem", legacy));
    expect(member.name).to.equal("NotModelledException");
    expect(member.message).to.contain("AttributesToGet");
    call(db, A, "GetItem", { ...legacy, AttributesToGet: undefined });
  });

  it("knows a table only in its regions, by name or ARN", () => {
    const db = engine();
    db.createTable(PAYMENTS);
    const Key = { pk: { S: "p" } };
    const arn = `arn:aws:dynamodb:${B}:000000000000:table/${TableName}`;
    expect(call(db, B, "GetItem", { TableName: arn, Key })).to.deep.equal({});
    for (const [region, name] of [
      [W, TableName],
      [A, "other"],
    ] as const) {
      const error = failure(() => call(db, region, "GetItem", { TableName: name, Key }));
      expect(error.name).to.equal("ResourceNotFoundException");
    }
  });

  it("describes and lists what was declared", () => {
    const db = engine();
    db.createTable({ ...PAYMENTS, stream: "NEW_AND_OLD_IMAGES" });
    db.createTable({ ...PAYMENTS, name: "control" });
    call(db, A, "PutItem", { TableName, Item: { pk: { S: "p" } } });
    const { Table } = call<{ Table: object }>(db, B, "DescribeTable", { TableName });
    expect(Table).to.deep.include({
      TableName,
      TableStatus: "ACTIVE",
      TableArn: `arn:aws:dynamodb:${B}:000000000000:table/payments`,
      CreationDateTime: new Date(1_000_000),
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      ItemCount: 1,
      TableSizeBytes: 3,
      MultiRegionConsistency: "STRONG",
      Replicas: [{ RegionName: A, ReplicaStatus: "ACTIVE" }],
      GlobalTableWitnesses: [{ RegionName: W, WitnessStatus: "ACTIVE" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    });
    expect(call(db, B, "ListTables", {})).to.deep.equal({ TableNames: ["control", "payments"] });
    const first = call(db, B, "ListTables", { Limit: 1 });
    expect(first).to.deep.equal({ TableNames: ["control"], LastEvaluatedTableName: "control" });
    const rest = { ExclusiveStartTableName: "control" };
    expect(call(db, B, "ListTables", rest)).to.deep.equal({ TableNames: ["payments"] });
    expect(call(db, W, "ListTables", {})).to.deep.equal({ TableNames: [] });
  });

  const broken: readonly [string, Partial<TableDefinition>, string][] = [
    ["a strong table of two members", { witness: undefined }, "three replicas, or two replicas"],
    ["a witness that is a replica", { witness: A }, "three replicas, or two replicas"],
    ["a witness of an eventual table", { consistency: "eventual" }, "only a strong table"],
    ["a single table in two regions", { consistency: "single", witness: undefined }, "one region"],
    ["a key without a type", { hashKey: "id" }, "key attribute id has no type"],
    ["a type without a key", { indexes: [] }, "attribute dsh is no key"],
    ["a bad name", { name: "p" }, "bad table name"],
    ["a stream elsewhere", { streamRegions: [W] }, "stream in us-west-2"],
    ["a region twice", { regions: [A, A, B] }, "listed twice"],
  ];
  for (const [what, change, message] of broken) {
    it(`refuses to declare ${what}`, () => {
      expect(() => engine().createTable({ ...PAYMENTS, ...change })).to.throw(message);
    });
  }

  it("refuses a second table of the same name in a region", () => {
    const db = engine();
    db.createTable(PAYMENTS);
    expect(() => db.createTable(PAYMENTS)).to.throw("exists in us-east-1");
  });

  it("gives the same stale reads to the same seed", () => {
    const run = () => {
      const db = engine({ knobs: { readLagMs: 100 } });
      db.createTable(PAYMENTS);
      return Array.from({ length: 50 }, (_, n) => {
        call(db, A, "PutItem", { TableName, Item: { pk: { S: "p" }, n: { N: String(n) } } });
        return call(db, A, "GetItem", { TableName, Key: { pk: { S: "p" } } });
      });
    };
    expect(run()).to.deep.equal(run());
  });
});
