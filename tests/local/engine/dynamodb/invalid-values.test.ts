import { expect } from "chai";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import { A, call, engine, failure } from "./engine";
import { LEDGER } from "./random-requests";

const TableName = LEDGER.name;
const Key = { id: { S: "x" }, seq: { N: "1" } };

describe("values and keys DynamoDB refuses", () => {
  let db: DynamoDb;

  beforeEach(() => {
    db = engine();
    db.createTable(LEDGER);
  });

  for (const [what, value, message] of [
    ["no type", {}, "must contain exactly one"],
    ["two types", { S: "a", N: "1" }, "more than one datatypes set"],
    ["an empty string set", { SS: [] }, "may not be empty"],
    ["an empty number set", { NS: [] }, "may not be empty"],
    ["an empty byte set", { BS: [] }, "should not be empty"],
    ["a repeated number", { NS: ["1", "1.0"] }, "contains duplicates"],
    ["a repeated string", { SS: ["a", "a"] }, "[a, a] contains duplicates"],
    ["NULL that is false", { NULL: false }, "must have the value of true"],
    ["an empty number", { N: "" }, "cannot be converted"],
  ] as const) {
    it(`a value with ${what} is refused, at any depth`, () => {
      for (const a of [value, { L: [value] }, { M: { x: value } }]) {
        const error = failure(() => call(db, A, "PutItem", { TableName, Item: { ...Key, a } }));
        expect(error.name).to.equal("ValidationException");
        expect(error.message).to.contain(message);
      }
    });
  }

  for (const [what, wrong, message] of [
    ["a missing range key", { id: { S: "x" } }, "does not match the schema"],
    ["another attribute", { ...Key, a: { S: "x" } }, "does not match the schema"],
    ["a wrong type", { ...Key, seq: { S: "1" } }, "does not match the schema"],
    ["an empty string", { ...Key, id: { S: "" } }, "cannot contain an empty string value. Key: id"],
  ] as const) {
    it(`a key with ${what} is refused by every operation`, () => {
      for (const operation of ["GetItem", "UpdateItem", "DeleteItem"]) {
        const error = failure(() => call(db, A, operation, { TableName, Key: wrong }));
        expect(error.name).to.equal("ValidationException");
        expect(error.message).to.contain(message);
      }
    });
  }
});
