import { expect } from "chai";
import { A, call, engine, failure, PAYMENTS } from "./engine";

const TableName = PAYMENTS.name;
const Item = {
  pk: { S: "p" },
  s: { S: "abc" },
  n: { N: "10" },
  b: { B: Uint8Array.of(1, 2) },
  truth: { BOOL: true },
  lie: { BOOL: false },
  nil: { NULL: true },
  l: { L: [{ S: "x" }, { N: "1.0" }, { M: { deep: { L: [{ S: "y" }] } } }] },
  m: { M: { k: { S: "v" } } },
  ss: { SS: ["a", "b"] },
  ns: { NS: ["1", "2"] },
  bs: { BS: [Uint8Array.of(1)] },
  blank: { S: "" },
};

type Values = Record<string, unknown>;
const S = (text: string) => ({ S: text });
const N = (text: string) => ({ N: text });

const TRUE: readonly [string, Values?][] = [
  ["s = :v", { ":v": S("abc") }],
  ["n = :v", { ":v": N("1e1") }],
  ["b = :v", { ":v": { B: Uint8Array.of(1, 2) } }],
  ["l[1] = :v", { ":v": N("1") }],
  ["l = :v", { ":v": Item.l }],
  ["m = :v", { ":v": { M: { k: S("v") } } }],
  ["ss = :v", { ":v": { SS: ["b", "a"] } }],
  ["bs = :v", { ":v": { BS: [Uint8Array.of(1)] } }],
  ["lie = :v", { ":v": { BOOL: false } }],
  ["nil = :v", { ":v": { NULL: true } }],
  ["blank = :v", { ":v": S("") }],
  ["s <> :v", { ":v": N("1") }],
  ["absent <> :v", { ":v": S("a") }],
  ["NOT absent = :v", { ":v": S("a") }],
  ["n > :v", { ":v": N("9") }],
  [":v < n", { ":v": N("9") }],
  ["s < :v", { ":v": S("b") }],
  ["s BETWEEN :v AND :w", { ":v": S("abc"), ":w": S("abd") }],
  ["n IN (:v, :w)", { ":v": S("10"), ":w": N("10") }],
  ["lie IN (:v)", { ":v": { BOOL: false } }],
  ["attribute_exists(m.k) AND attribute_not_exists(m.z)"],
  ["attribute_exists(l[2].deep[0]) AND attribute_not_exists(l[3])"],
  ["attribute_not_exists(s.k) AND attribute_not_exists(s[0])"],
  ["attribute_type(lie, :v)", { ":v": S("BOOL") }],
  ["begins_with(s, :v)", { ":v": S("ab") }],
  ["begins_with(b, :v)", { ":v": { B: Uint8Array.of(1) } }],
  ["contains(s, :v)", { ":v": S("bc") }],
  ["contains(ss, :v)", { ":v": S("b") }],
  ["contains(ns, :v)", { ":v": N("2.0") }],
  ["contains(bs, :v)", { ":v": { B: Uint8Array.of(1) } }],
  ["contains(b, :v)", { ":v": { B: Uint8Array.of(2) } }],
  ["contains(l, :v)", { ":v": { M: { deep: { L: [S("y")] } } } }],
  ["size(s) = :v AND size(l) = :v AND size(ss) < :v", { ":v": N("3") }],
  ["size(blank) = :v", { ":v": N("0") }],
  ["size(m) < size(b)"],
  ["(s = :v OR n = :v) AND NOT attribute_exists(x)", { ":v": N("10") }],
  ["s = :x OR n = :v AND s = :x", { ":v": N("10"), ":x": S("abc") }],
  ["(s) = :v", { ":v": S("abc") }],
  ["not not n in(:v)", { ":v": N("10") }],
];

const FALSE: readonly [string, Values?][] = [
  ["s = n"],
  ["s <> :v", { ":v": S("abc") }],
  ["n = :v", { ":v": S("10") }],
  ["absent = :v", { ":v": S("a") }],
  ["absent < :v", { ":v": S("a") }],
  ["n < :v", { ":v": S("a") }],
  ["truth = :v", { ":v": { BOOL: false } }],
  ["ss = :v", { ":v": { SS: ["a"] } }],
  ["ns = :v", { ":v": { SS: ["1", "2"] } }],
  ["l = :v", { ":v": { L: [] } }],
  ["m = :v", { ":v": { M: { k: S("v"), z: S("v") } } }],
  ["begins_with(n, :v)", { ":v": S("1") }],
  ["contains(s, :v)", { ":v": N("1") }],
  ["n BETWEEN :v AND :w", { ":v": N("11"), ":w": N("12") }],
  ["size(n) = :v", { ":v": N("2") }],
  ["size(absent) = :v", { ":v": N("0") }],
  ["NOT (s = :v OR n = :w)", { ":v": S("x"), ":w": N("10") }],
];

const INVALID: readonly [string, string, Values?][] = [
  ["s =", 'Syntax error; token: "<EOF>"'],
  ["s", "Syntax error"],
  [":v", "Syntax error", { ":v": S("a") }],
  ["s = :v extra", 'Syntax error; token: "extra"', { ":v": S("a") }],
  ["s & :v", 'Syntax error; token: "&"', { ":v": S("a") }],
  ["_s = :v", "Syntax error", { ":v": S("a") }],
  [" ", "The expression can not be empty"],
  ["status = :v", "reserved keyword: status", { ":v": S("a") }],
  ["m.name = :v", "reserved keyword: name", { ":v": S("a") }],
  ["#x = :v", "is not defined; attribute name: #x", { ":v": S("a") }],
  ["s = :v", "attribute value: :v"],
  ["s = :v OR s = :w", "attribute value: :w", { ":v": S("a") }],
  ["s = :v", "unused in expressions: keys: {:w}", { ":v": S("a"), ":w": S("a") }],
  ["s = s", "The first operand must be distinct"],
  ["((s = :v))", "redundant parentheses", { ":v": S("a") }],
  ["frobnicate(s)", "Invalid function name; function: frobnicate"],
  ["size(s, n) = :v", "number of operands: 2", { ":v": N("1") }],
  ["size(s)", "not allowed to be used this way"],
  ["s = contains(s, n)", "not allowed to be used this way"],
  ["attribute_exists(:v)", "requires a document path", { ":v": S("a") }],
  ["attribute_type(s, :v)", "Invalid attribute type name", { ":v": S("STRING") }],
  ["attribute_type(s, n)", "Incorrect operand type"],
  ["begins_with(s, :v)", "operand type: N", { ":v": N("1") }],
  ["s < :v", "operator: <, operand type: BOOL", { ":v": { BOOL: true } }],
  ["size(:v) = n", "operand type: N", { ":v": N("1") }],
  [
    "n BETWEEN :v AND :w",
    "upper bound to be greater than or equal",
    { ":v": N("2"), ":w": N("1") },
  ],
  ["n BETWEEN :v AND :w", "same data type", { ":v": N("2"), ":w": S("3") }],
  ["s = :v", "must contain exactly one of", { ":v": {} }],
];

describe("conditions of DynamoDB", () => {
  const db = engine();
  db.createTable(PAYMENTS);
  call(db, A, "PutItem", { TableName, Item });

  const matches = (FilterExpression: string, ExpressionAttributeValues?: Values) =>
    call<{ Count: number }>(db, A, "Scan", {
      TableName,
      FilterExpression,
      ExpressionAttributeValues,
    }).Count;

  for (const [condition, values] of TRUE) {
    it(`holds: ${condition} ${JSON.stringify(values ?? {})}`, () => {
      expect(matches(condition, values)).to.equal(1);
    });
  }

  for (const [condition, values] of FALSE) {
    it(`does not hold: ${condition} ${JSON.stringify(values ?? {})}`, () => {
      expect(matches(condition, values)).to.equal(0);
    });
  }

  for (const [condition, message, values] of INVALID) {
    it(`is refused: ${condition}: ${message}`, () => {
      const error = failure(() => matches(condition, values));
      expect(error.name).to.equal("ValidationException");
      expect(error.message).to.contain(message);
    });
  }

  it("keeps plans apart that differ in their placeholders only", () => {
    const count = (name: string) =>
      call<{ Count: number }>(db, A, "Scan", {
        TableName,
        FilterExpression: "attribute_exists(#a)",
        ExpressionAttributeNames: { "#a": name },
      }).Count;
    expect([count("s"), count("z"), count("s"), count("z")]).to.deep.equal([1, 0, 1, 0]);
  });

  it("refuses placeholders that no expression uses", () => {
    const ask = (more: object) =>
      failure(() => call(db, A, "Scan", { TableName, ...more })).message;
    const FilterExpression = "attribute_exists(s)";
    expect(ask({ FilterExpression, ExpressionAttributeNames: { "#a": "a" } })).to.contain(
      "unused in expressions: keys: {#a}",
    );
    expect(ask({ ExpressionAttributeNames: { "#a": "a" } })).to.contain("only be specified when");
    expect(ask({ ExpressionAttributeValues: { ":a": S("a") } })).to.contain(
      "only be specified when",
    );
    expect(ask({ FilterExpression, ExpressionAttributeValues: {} })).to.contain("not be empty");
  });
});
