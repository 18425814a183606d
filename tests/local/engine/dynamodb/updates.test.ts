import { expect } from "chai";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import { A, call, engine, failure, PAYMENTS } from "./engine";

const TableName = PAYMENTS.name;
const Key = { pk: { S: "p" } };
const S = (text: string) => ({ S: text });
const N = (text: string) => ({ N: text });
const texts = (...list: string[]) => ({ L: list.map(S) });

const BEFORE = {
  n: N("1.5"),
  s: S("s"),
  steps: texts("0", "1", "2"),
  detail: { M: { a: S("a"), nest: { M: { z: N("1") } } } },
  tags: { SS: ["x", "y"] },
  sizes: { NS: ["1", "2"] },
};

/** An expression, its values, and what differs afterwards; undefined is gone. */
const CHANGES: readonly [string, Record<string, unknown> | undefined, Record<string, unknown>][] = [
  ["SET n = n + :v", { ":v": N("2.25") }, { n: N("3.75") }],
  ["SET n = :v - n", { ":v": N("1") }, { n: N("-0.5") }],
  ["SET x = if_not_exists(x, :v) + :w", { ":v": N("0"), ":w": N("1") }, { x: N("1") }],
  ["SET n = if_not_exists(n, :v)", { ":v": N("9") }, { n: N("1.5") }],
  ["SET a = s, s = :v", { ":v": S("new") }, { a: S("s"), s: S("new") }],
  ["SET s = :v, z = s", { ":v": S("new") }, { z: S("s"), s: S("new") }],
  [
    "SET steps = list_append(steps, :v)",
    { ":v": texts("3") },
    { steps: texts("0", "1", "2", "3") },
  ],
  [
    "SET steps = list_append(:v, steps)",
    { ":v": texts("-") },
    { steps: texts("-", "0", "1", "2") },
  ],
  ["SET steps[1] = :v", { ":v": S("one") }, { steps: texts("0", "one", "2") }],
  [
    "SET steps[9] = :w, steps[7] = :v",
    { ":v": S("7"), ":w": S("9") },
    { steps: texts("0", "1", "2", "7", "9") },
  ],
  ["REMOVE steps[0], steps[2]", undefined, { steps: texts("1") }],
  ["SET steps[1] = :v REMOVE steps[0]", { ":v": S("one") }, { steps: texts("one", "2") }],
  [
    "SET twin = steps, steps[0] = :v",
    { ":v": S("!") },
    {
      twin: texts("0", "1", "2"),
      steps: texts("!", "1", "2"),
    },
  ],
  ["SET detail.b = :v", { ":v": S("b") }, { detail: { M: { ...BEFORE.detail.M, b: S("b") } } }],
  ["REMOVE detail.nest.z, detail.a", undefined, { detail: { M: { nest: { M: {} } } } }],
  [
    "ADD detail.nest.z :v",
    { ":v": N("2") },
    { detail: { M: { a: S("a"), nest: { M: { z: N("3") } } } } },
  ],
  ["REMOVE s, absent, steps[9]", undefined, { s: undefined }],
  ["ADD n :v, fresh :v", { ":v": N("1") }, { n: N("2.5"), fresh: N("1") }],
  ["ADD tags :v", { ":v": { SS: ["y", "z"] } }, { tags: { SS: ["x", "y", "z"] } }],
  ["DELETE tags :v", { ":v": { SS: ["y", "q"] } }, { tags: { SS: ["x"] } }],
  ["DELETE tags :v", { ":v": { SS: ["y", "x"] } }, { tags: undefined }],
  ["DELETE sizes :v, absent :v", { ":v": { NS: ["2.0"] } }, { sizes: { NS: ["1"] } }],
  [
    "set n = :v remove s add tags :w",
    { ":v": N("1"), ":w": { SS: ["z"] } },
    {
      n: N("1"),
      s: undefined,
      tags: { SS: ["x", "y", "z"] },
    },
  ],
];

const INVALID: readonly [string, string, Record<string, unknown>?][] = [
  ["SET n = n + s", "incorrect data type"],
  ["SET n = n + :v", "operand type: S", { ":v": S("1") }],
  ["SET x = absent", "does not exist in the item"],
  [
    "SET absent.x = :v",
    "document path provided in the update expression is invalid",
    { ":v": N("1") },
  ],
  ["SET steps.x = :v", "document path provided", { ":v": N("1") }],
  ["REMOVE s.x", "document path provided"],
  ["SET steps = list_append(steps, s)", "incorrect data type"],
  ["SET x = list_append(steps, :v)", "operand type: S", { ":v": S("1") }],
  ["SET x = if_not_exists(:v, :v)", "requires a document path", { ":v": S("1") }],
  ["SET x = size(s)", "Invalid function name; function: size"],
  ["SET x = if_not_exists(x)", "number of operands: 1"],
  ["ADD s :v", "operand type: STRING", { ":v": S("1") }],
  ["ADD s :v", "incorrect data type", { ":v": N("1") }],
  ["DELETE tags :v", "operand type: NUMBER", { ":v": N("1") }],
  ["DELETE tags :v", "incorrect data type", { ":v": { NS: ["1"] } }],
  ["SET a = :v, a.b = :v", "overlap", { ":v": S("1") }],
  ["SET a.b = :v REMOVE a[0]", "conflict", { ":v": S("1") }],
  ["SET a = :v SET b = :v", 'The "SET" section can only be used once', { ":v": S("1") }],
  ["SET a = :v,", "Syntax error", { ":v": S("1") }],
  ["FROB a", "Syntax error"],
  ["ADD n s", "Syntax error"],
  [
    "SET pk = :v",
    "Cannot update attribute pk. This attribute is part of the key",
    { ":v": S("1") },
  ],
  ["SET due.x = :v", "Key attributes must be scalars", { ":v": S("1") }],
  ["SET due = :v", "Type mismatch for Index Key due Expected: N Actual: S", { ":v": S("1") }],
  ["SET due = s", "Type mismatch for Index Key due Expected: N Actual: S"],
];

describe("updates of DynamoDB", () => {
  let db: DynamoDb;

  beforeEach(() => {
    db = engine();
    db.createTable(PAYMENTS);
    call(db, A, "PutItem", { TableName, Item: { ...Key, ...BEFORE } });
  });

  const update = (UpdateExpression: string | undefined, values?: object, more: object = {}) =>
    call<{ Attributes?: object }>(db, A, "UpdateItem", {
      TableName,
      Key,
      UpdateExpression,
      ExpressionAttributeValues: values,
      ...more,
    }).Attributes;
  const stored = () => call<{ Item: object }>(db, A, "GetItem", { TableName, Key }).Item;

  for (const [expression, values, changed] of CHANGES) {
    it(`changes exactly what it says: ${expression}`, () => {
      const expected: Record<string, unknown> = { ...Key, ...BEFORE, ...changed };
      for (const name of Object.keys(expected)) if (!expected[name]) delete expected[name];
      expect(update(expression, values, { ReturnValues: "ALL_NEW" })).to.deep.equal(expected);
      expect(stored()).to.deep.equal(expected);
    });
  }

  for (const [expression, message, values] of INVALID) {
    it(`refuses without effect: ${expression}: ${message}`, () => {
      const error = failure(() => update(expression, values));
      expect(error.name).to.equal("ValidationException");
      expect(error.message).to.contain(message);
      expect(stored()).to.deep.equal({ ...Key, ...BEFORE });
    });
  }

  it("looks at the condition before it applies the update", () => {
    const refused = { ConditionExpression: "attribute_exists(absent)" };
    const error = failure(() => update("SET x = absent", undefined, refused));
    expect(error.name).to.equal("ConditionalCheckFailedException");
  });

  it("refuses a wrong type for an index key before it looks at the condition", () => {
    const refused = { ConditionExpression: "attribute_exists(absent)" };
    const error = failure(() => update("SET due = :v", { ":v": S("1") }, refused));
    expect(error.name).to.equal("ValidationException");
  });

  it("creates an item from its key, even without an expression", () => {
    const other = { pk: S("new") };
    expect(update(undefined, undefined, { Key: other, ReturnValues: "ALL_NEW" })).to.deep.equal(
      other,
    );
    const answer = update(
      "SET n = :v",
      { ":v": N("1") },
      { Key: { pk: S("q") }, ReturnValues: "ALL_NEW" },
    );
    expect(answer).to.deep.equal({ pk: S("q"), n: N("1") });
  });

  it("answers the old, the new, or only what the expression names", () => {
    const change = (ReturnValues: string) =>
      update("SET n = n + :v, detail.a = :v REMOVE s", { ":v": N("1") }, { ReturnValues });
    expect(change("NONE")).to.equal(undefined);
    const { s: _, ...rest } = BEFORE;
    const detail = { M: { ...BEFORE.detail.M, a: N("1") } };
    expect(change("ALL_OLD")).to.deep.equal({ ...Key, ...rest, detail, n: N("2.5") });
    expect(change("UPDATED_OLD")).to.deep.equal({ n: N("3.5"), detail: { M: { a: N("1") } } });
    expect(change("UPDATED_NEW")).to.deep.equal({ n: N("5.5"), detail: { M: { a: N("1") } } });
    expect(failure(() => change("EVERYTHING")).name).to.equal("ValidationException");
  });

  it("does not change what an earlier answer shows", () => {
    const first = update("SET detail.a = :v", { ":v": S("1") }, { ReturnValues: "ALL_NEW" });
    const kept = structuredClone(first);
    update("SET detail.a = :v, steps[0] = :v ADD tags :t", { ":v": S("2"), ":t": { SS: ["t"] } });
    expect(first).to.deep.equal(kept);
  });
});
