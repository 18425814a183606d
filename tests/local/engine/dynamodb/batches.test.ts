import { expect } from "chai";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import type { TableDefinition } from "../../../../local/engine/dynamodb/table-definition";
import { VirtualTimeline } from "../../../../local/engine/timeline";
import { A, B, call, engine, failure, PAYMENTS, pass } from "./engine";

const TABLE: TableDefinition = {
  name: "accounts",
  hashKey: "pk",
  attributes: [{ name: "pk", type: "S" }],
  indexes: [],
  regions: [A],
  consistency: "single",
};
const TableName = TABLE.name;
const key = (pk: string) => ({ pk: { S: pk } });
const balance = (pk: string, n: string) => ({ ...key(pk), n: { N: n } });

describe("batches of DynamoDB", () => {
  let db: DynamoDb;

  beforeEach(() => {
    db = engine();
    db.createTable(TABLE);
  });

  it("write and read many items", () => {
    const writes = [
      { PutRequest: { Item: balance("a", "1") } },
      { PutRequest: { Item: balance("b", "2") } },
      { DeleteRequest: { Key: key("c") } },
    ];
    const written = call(db, A, "BatchWriteItem", { RequestItems: { [TableName]: writes } });
    expect(written).to.deep.equal({ UnprocessedItems: {} });
    const Keys = [key("b"), key("c"), key("a")];
    const read = call(db, A, "BatchGetItem", { RequestItems: { [TableName]: { Keys } } });
    expect(read).to.deep.equal({
      Responses: { [TableName]: [balance("b", "2"), balance("a", "1")] },
      UnprocessedKeys: {},
    });
  });

  it("change nothing when one request of them is invalid", () => {
    const writes = [{ PutRequest: { Item: balance("a", "1") } }, { PutRequest: { Item: {} } }];
    const error = failure(() =>
      call(db, A, "BatchWriteItem", { RequestItems: { [TableName]: writes } }),
    );
    expect(error.name).to.equal("ValidationException");
    expect([...db.items(A, TableName)]).to.deep.equal([]);
  });

  it("refuse to name an item twice", () => {
    const writes = [
      { PutRequest: { Item: balance("a", "1") } },
      { DeleteRequest: { Key: key("a") } },
    ];
    for (const [operation, of] of [
      ["BatchWriteItem", writes],
      ["BatchGetItem", { Keys: [key("a"), key("a")] }],
    ] as const) {
      const error = failure(() => call(db, A, operation, { RequestItems: { [TableName]: of } }));
      expect(error.message).to.contain("contains duplicates");
    }
  });

  it("leave what does not fit into an answer for the next call", () => {
    const big = { S: "x".repeat(390_000) };
    const Keys = Array.from({ length: 50 }, (_, n) => key(`k${n}`));
    for (const Key of Keys) call(db, A, "PutItem", { TableName, Item: { ...Key, big } });
    const read = call<{ Responses: Record<string, object[]>; UnprocessedKeys: object }>(
      db,
      A,
      "BatchGetItem",
      { RequestItems: { [TableName]: { Keys } } },
    );
    expect(read.Responses[TableName]?.length).to.equal(43);
    expect(read.UnprocessedKeys).to.deep.equal({ [TableName]: { Keys: Keys.slice(43) } });
  });
});

describe("transactions of DynamoDB", () => {
  let db: DynamoDb;
  let timeline: VirtualTimeline;

  beforeEach(() => {
    timeline = new VirtualTimeline();
    db = engine({ timeline });
    db.createTable(TABLE);
    for (const [pk, n] of [
      ["a", "10"],
      ["b", "0"],
    ] as const) {
      call(db, A, "PutItem", { TableName, Item: balance(pk, n) });
    }
  });

  const move = (amount: string, more: object = {}) =>
    call(db, A, "TransactWriteItems", {
      TransactItems: [
        {
          Update: {
            TableName,
            Key: key("a"),
            UpdateExpression: "SET n = n - :v",
            ConditionExpression: "n >= :v",
            ExpressionAttributeValues: { ":v": { N: amount } },
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
        {
          Update: {
            TableName,
            Key: key("b"),
            UpdateExpression: "ADD n :v",
            ExpressionAttributeValues: { ":v": { N: amount } },
          },
        },
        {
          ConditionCheck: {
            TableName,
            Key: key("frozen"),
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
      ],
      ...more,
    });
  const balances = () => [...db.items(A, TableName)].map(({ n }) => n?.N);

  it("do everything or nothing, and say why", () => {
    expect(move("4")).to.deep.equal({});
    expect(balances()).to.deep.equal(["6", "4"]);
    const error = failure(() => move("7"));
    expect(error.name).to.equal("TransactionCanceledException");
    expect(error.CancellationReasons).to.deep.equal([
      {
        Code: "ConditionalCheckFailed",
        Message: "The conditional request failed",
        Item: balance("a", "6"),
      },
      { Code: "None" },
      { Code: "None" },
    ]);
    expect(balances()).to.deep.equal(["6", "4"]);
  });

  it("name an update that cannot be applied among the reasons", () => {
    const TransactItems = [
      { Put: { TableName, Item: balance("c", "1") } },
      { Update: { TableName, Key: key("a"), UpdateExpression: "SET n = absent" } },
    ];
    const error = failure(() => call(db, A, "TransactWriteItems", { TransactItems }));
    expect(error.message).to.contain("[None, ValidationError]");
    expect(balances()).to.deep.equal(["10", "0"]);
  });

  it("are repeated without effect under the same token, for ten minutes", () => {
    move("1", { ClientRequestToken: "t" });
    move("1", { ClientRequestToken: "t" });
    expect(balances()).to.deep.equal(["9", "1"]);
    expect(failure(() => move("2", { ClientRequestToken: "t" })).name).to.equal(
      "IdempotentParameterMismatchException",
    );
    pass(timeline, 600_000);
    move("1", { ClientRequestToken: "t" });
    expect(balances()).to.deep.equal(["8", "2"]);
  });

  it("do not take one item twice", () => {
    const Put = { TableName, Item: balance("a", "1") };
    const Delete = { TableName, Key: key("a") };
    const error = failure(() =>
      call(db, A, "TransactWriteItems", { TransactItems: [{ Put }, { Delete }] }),
    );
    expect(error.message).to.contain("cannot include multiple operations on one item");
  });

  it("read many items at one moment", () => {
    const TransactItems = ["b", "absent", "a"].map((pk) => ({ Get: { TableName, Key: key(pk) } }));
    expect(call(db, A, "TransactGetItems", { TransactItems })).to.deep.equal({
      Responses: [{ Item: balance("b", "0") }, {}, { Item: balance("a", "10") }],
    });
  });

  it("are refused on strong tables, as AWS does", () => {
    db.createTable(PAYMENTS);
    const Put = { TableName: PAYMENTS.name, Item: key("p") };
    const Get = { TableName: PAYMENTS.name, Key: key("p") };
    for (const [operation, action] of [
      ["TransactWriteItems", { Put }],
      ["TransactGetItems", { Get }],
    ] as const) {
      const error = failure(() => call(db, B, operation, { TransactItems: [action] }));
      expect(error.name).to.equal("ValidationException");
      expect(error.message).to.contain("strong consistency");
    }
  });
});
