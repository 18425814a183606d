import { DEVICES, type Request } from "./random-requests";

/** Something dynalite does differently from AWS, and therefore from us. */
interface Gap {
  readonly gap: string;
  /** Why the random sequences keep away from it, and how. */
  readonly reason: string;
  readonly item: Record<string, unknown>;
  readonly request: Request;
  /** What each side answers: an error's name, or a part of the output. */
  readonly ours: unknown;
  readonly theirs: unknown;
}

const TableName = DEVICES.name;
const Key = { pk: { N: "1" } };
const REFUSED = { error: "ConditionalCheckFailedException" };
const INVALID = { error: "ValidationException" };

const remove = (ConditionExpression: string, value: unknown): Request => ({
  operation: "DeleteItem",
  input: { TableName, Key, ConditionExpression, ExpressionAttributeValues: { ":v": value } },
});

const update = (UpdateExpression: string, values?: Record<string, unknown>): Request => ({
  operation: "UpdateItem",
  input: {
    TableName,
    Key,
    UpdateExpression,
    ExpressionAttributeValues: values,
    ReturnValues: "ALL_NEW",
  },
});

const list = (...texts: string[]) => ({ L: texts.map((S) => ({ S })) });

/** All differences we know; the test asserts that each one still is one. */
export const GAPS: readonly Gap[] = [
  {
    gap: "equality of lists and maps",
    reason: "dynalite compares references; random conditions only compare scalars and sets",
    item: { a: list("x") },
    request: remove("a = :v", list("x")),
    ours: { output: {} },
    theirs: REFUSED,
  },
  {
    gap: "an empty string or false as an operand",
    reason: "dynalite takes falsy values for missing ones; random values are truthy",
    item: { a: { BOOL: false } },
    request: remove("a IN (:v)", { BOOL: false }),
    ours: { output: {} },
    theirs: REFUSED,
  },
  {
    gap: "size of an empty string",
    reason: "as above",
    item: { a: { S: "" } },
    request: remove("size(a) = :v", { N: "0" }),
    ours: { output: {} },
    theirs: REFUSED,
  },
  {
    gap: "order of values without an order",
    reason: "AWS refuses the request; random comparisons use strings, numbers and bytes",
    item: { a: { BOOL: true } },
    request: remove("a < :v", { BOOL: true }),
    ours: INVALID,
    theirs: REFUSED,
  },
  {
    gap: "several removals from one list",
    reason: "indexes mean the list before the update; random updates remove one element at most",
    item: { b: list("0", "1", "2") },
    request: update("REMOVE b[0], b[1]"),
    ours: { output: { Attributes: { ...Key, b: list("2") } } },
    theirs: { output: { Attributes: { ...Key, b: list("1") } } },
  },
  {
    gap: "a list that is copied and changed in one update",
    reason: "dynalite's copy is the same list; random assignments read scalars",
    item: { b: list("0") },
    request: update("SET a = b, b[0] = :v", { ":v": { S: "1" } }),
    ours: { output: { Attributes: { ...Key, a: list("0"), b: list("1") } } },
    theirs: { output: { Attributes: { ...Key, a: list("1"), b: list("1") } } },
  },
  {
    gap: "a sum of more than 38 digits",
    reason: "dynalite stores it; the extreme numbers stay out of random sums",
    item: { n: { N: "1e50" } },
    request: update("SET n = n + :v", { ":v": { N: "1" } }),
    ours: INVALID,
    theirs: {
      output: {
        Attributes: { ...Key, n: { N: "100000000000000000000000000000000000000000000000001" } },
      },
    },
  },
  {
    gap: "an attribute that the index does not project",
    reason: "AWS refuses to fetch it; random queries have no projection",
    item: { kind: { S: "k" }, tag: { B: "AQ==" } },
    request: {
      operation: "Scan",
      input: { TableName, IndexName: "tags", ProjectionExpression: "b" },
    },
    ours: INVALID,
    theirs: { output: { Count: 1, Items: [{}], ScannedCount: 1 } },
  },
  {
    gap: "an expression of more than 4 KB",
    reason: "not checked by dynalite; random expressions are short",
    item: {},
    request: remove(`a <> :v${" ".repeat(4096)}`, { S: "x" }),
    ours: INVALID,
    theirs: { output: {} },
  },
  {
    gap: "a value nested deeper than 32 levels",
    reason: "not checked by dynalite; random documents are flat",
    item: {},
    request: update("SET a = :v", { ":v": nested(33) }),
    ours: INVALID,
    theirs: { output: { Attributes: { ...Key, a: nested(33) } } },
  },
  {
    gap: "transactions",
    reason: "unknown to dynalite; unit tests only",
    item: {},
    request: {
      operation: "TransactGetItems",
      input: { TransactItems: [{ Get: { TableName, Key } }] },
    },
    ours: { output: { Responses: [{ Item: Key }] } },
    theirs: { error: "UnknownOperationException" },
  },
  {
    gap: "the old item with a refused condition",
    reason: "dynalite ignores the member and answers the error without Item; unit tests only",
    item: {},
    request: {
      operation: "PutItem",
      input: {
        TableName,
        Item: Key,
        ConditionExpression: "attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure: "EVERYTHING",
      },
    },
    ours: INVALID,
    theirs: REFUSED,
  },
];

function nested(levels: number): unknown {
  return levels === 0 ? { S: "core" } : { L: [nested(levels - 1)] };
}
