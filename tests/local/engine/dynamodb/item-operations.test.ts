import { expect } from "chai";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import { A, call, engine, failure } from "./engine";
import { LEDGER } from "./random-requests";

const TableName = LEDGER.name;
const Key = { id: { S: "x" }, seq: { N: "1" } };

describe("single items of DynamoDB", () => {
  let db: DynamoDb;

  beforeEach(() => {
    db = engine();
    db.createTable(LEDGER);
  });

  const put = (attributes: object, more: object = {}) =>
    call(db, A, "PutItem", { TableName, Item: { ...Key, ...attributes }, ...more });
  const read = () =>
    call<{ Item?: Record<string, unknown> }>(db, A, "GetItem", { TableName, Key }).Item;

  it("answers nothing for an item that does not exist", () => {
    expect(call(db, A, "GetItem", { TableName, Key })).to.deep.equal({});
  });

  it("replaces the whole item and answers the old one when asked", () => {
    expect(put({ a: { S: "1" } })).to.deep.equal({});
    const answer = put({ b: { S: "2" } }, { ReturnValues: "ALL_OLD" });
    expect(answer).to.deep.equal({ Attributes: { ...Key, a: { S: "1" } } });
    expect(read()).to.deep.equal({ ...Key, b: { S: "2" } });
  });

  it("finds an item whatever the spelling of its number key", () => {
    put({ a: { S: "1" } });
    const spelled = { ...Key, seq: { N: "1.00" } };
    const answer = call(db, A, "GetItem", { TableName, Key: spelled });
    expect(answer).to.deep.equal({ Item: { ...Key, a: { S: "1" } } });
  });

  it("keeps keys apart whose parts run together to the same text", () => {
    const attributes = ["id", "t"].map((name) => ({ name, type: "S" as const }));
    db.createTable({ ...LEDGER, name: "texts", rangeKey: "t", attributes, indexes: [] });
    for (const [id, t] of [
      ["a", "bc"],
      ["ab", "c"],
      ["1:a", "b"],
      ["1", ":ab"],
    ] as const) {
      call(db, A, "PutItem", { TableName: "texts", Item: { id: { S: id }, t: { S: t } } });
    }
    expect([...db.items(A, "texts")].length).to.equal(4);
  });

  it("refuses a write whose condition is false and shows the item only when asked", () => {
    put({ a: { S: "1" } });
    const once = { ConditionExpression: "attribute_not_exists(id)" };
    const silent = failure(() => put({ a: { S: "2" } }, once));
    expect(silent).to.include({ name: "ConditionalCheckFailedException", statusCode: 400 });
    expect(silent.message).to.equal("The conditional request failed");
    expect(silent).not.to.have.property("Item");

    const ReturnValuesOnConditionCheckFailure = "ALL_OLD";
    const open = failure(() => put({}, { ...once, ReturnValuesOnConditionCheckFailure }));
    expect(open.Item).to.deep.equal({ ...Key, a: { S: "1" } });
    expect(read()).to.deep.equal({ ...Key, a: { S: "1" } });
  });

  it("shows no item with a refused condition when there is none", () => {
    const error = failure(() =>
      call(db, A, "DeleteItem", {
        TableName,
        Key,
        ConditionExpression: "attribute_exists(id)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    expect(error.name).to.equal("ConditionalCheckFailedException");
    expect(error).not.to.have.property("Item");
  });

  it("deletes, and deleting nothing is no error", () => {
    put({});
    const answer = call(db, A, "DeleteItem", { TableName, Key, ReturnValues: "ALL_OLD" });
    expect(answer).to.deep.equal({ Attributes: Key });
    expect(call(db, A, "DeleteItem", { TableName, Key, ReturnValues: "ALL_OLD" })).to.deep.equal(
      {},
    );
    expect(read()).to.equal(undefined);
  });

  it("projects attributes, members and elements", () => {
    put({ a: { M: { x: { S: "1" }, y: { S: "2" } } }, b: { L: [{ S: "0" }, { S: "1" }] } });
    const answer = call(db, A, "GetItem", {
      TableName,
      Key,
      ProjectionExpression: "#i, a.y, b[1], absent.z",
      ExpressionAttributeNames: { "#i": "id" },
    });
    expect(answer).to.deep.equal({
      Item: { id: Key.id, a: { M: { y: { S: "2" } } }, b: { L: [{ S: "1" }] } },
    });
  });

  it("does not take names every object has for attributes", () => {
    put({ constructor: { S: "1" } });
    const free = { ConditionExpression: "attribute_not_exists(toString)" };
    expect(put({}, free)).to.deep.equal({});
    expect(failure(() => put(JSON.parse('{"__proto__":{"S":"1"}}'))).name).to.equal(
      "ValidationException",
    );
  });

  it("keeps what it stored when callers change what they sent or got", () => {
    const stored = { ...Key, a: { S: "1" } };
    const Item: Record<string, unknown> = { ...stored };
    call(db, A, "PutItem", { TableName, Item });
    Item.a = { S: "changed" };
    expect(read(), "the input of a put").to.deep.equal(stored);
    Object.assign(read() ?? {}, { a: { S: "changed" } });
    expect(read(), "the answer of a get").to.deep.equal(stored);

    const change = { UpdateExpression: "SET a = :v", ReturnValues: "ALL_NEW" };
    const ExpressionAttributeValues = { ":v": { S: "2" } };
    const updated = call(db, A, "UpdateItem", {
      TableName,
      Key,
      ...change,
      ExpressionAttributeValues,
    });
    Object.assign(updated.Attributes as object, { a: { S: "changed" } });
    expect(read(), "the answer of an update").to.deep.equal({ ...Key, a: { S: "2" } });

    const replaced = put({ a: { S: "3" } }, { ReturnValues: "ALL_OLD" });
    Object.assign(replaced.Attributes as object, { a: { S: "changed" } });
    db.tune({ readLagMs: 1000 });
    const stale = Array.from({ length: 20 }, () => read()?.a);
    expect(stale, "the answer of a put").to.deep.include({ S: "2" });
    expect(stale).not.to.deep.include({ S: "changed" });

    for (const operation of ["Scan", "Query"]) {
      const of = {
        KeyConditionExpression: "id = :id",
        ExpressionAttributeValues: { ":id": Key.id },
      };
      const input = { TableName, ConsistentRead: true, ...(operation === "Query" ? of : {}) };
      const ask = () => call<{ Items: object[] }>(db, A, operation, input).Items;
      Object.assign(ask()[0] ?? {}, { a: { S: "changed" } });
      expect(ask(), operation).to.deep.equal([{ ...Key, a: { S: "3" } }]);
    }
  });

  it("counts capacity when asked", () => {
    const answer = put({ a: { S: "x".repeat(3000) } }, { ReturnConsumedCapacity: "TOTAL" });
    expect(answer).to.deep.equal({ ConsumedCapacity: { TableName, CapacityUnits: 3 } });
    const read = { TableName, Key, ReturnConsumedCapacity: "TOTAL" };
    const eventually = call(db, A, "GetItem", read);
    expect(eventually.ConsumedCapacity).to.deep.equal({ TableName, CapacityUnits: 0.5 });
  });

  it("reads eventually as long as it was before the write, if it is told to lag", () => {
    put({ a: { S: "1" } });
    put({ a: { S: "2" } });
    db.tune({ readLagMs: 1000 });
    const consistent = call(db, A, "GetItem", { TableName, Key, ConsistentRead: true });
    expect(consistent).to.deep.equal({ Item: { ...Key, a: { S: "2" } } });
    const seen = Array.from({ length: 20 }, () => read());
    expect(seen).to.deep.include({ ...Key, a: { S: "1" } });
  });
});
