import fc from "fast-check";
import type { TableDefinition } from "../../../../local/engine/dynamodb/table-definition";
import { A } from "./engine";
import { randomCondition, randomUpdate } from "./random-expressions";
import { extreme, number, text, value } from "./random-values";

/** One call of the API. */
export interface Request {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** Composite key, one index that shows everything and one that shows keys. */
export const LEDGER: TableDefinition = {
  name: "ledger",
  hashKey: "id",
  rangeKey: "seq",
  attributes: [
    { name: "id", type: "S" },
    { name: "seq", type: "N" },
    { name: "kind", type: "S" },
    { name: "rank", type: "N" },
  ],
  indexes: [
    { name: "by-kind", hashKey: "kind", rangeKey: "rank", projection: "ALL" },
    { name: "by-rank", hashKey: "rank", projection: "KEYS_ONLY" },
  ],
  regions: [A],
  consistency: "single",
};

/** Hash key only; range key of bytes in the index. */
export const DEVICES: TableDefinition = {
  name: "devices",
  hashKey: "pk",
  attributes: [
    { name: "pk", type: "N" },
    { name: "kind", type: "S" },
    { name: "tag", type: "B" },
  ],
  indexes: [
    {
      name: "tags",
      hashKey: "kind",
      rangeKey: "tag",
      projection: "INCLUDE",
      nonKeyAttributes: ["a"],
    },
  ],
  regions: [A],
  consistency: "single",
};

const seq = fc.constantFrom("0", "1", "-1", "1.5", "10", "-7.25", "1E1");
const id = fc.constantFrom("x", "ÿ-z");
const rareMistake = <T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: bad });

const ledgerKey = rareMistake<Record<string, unknown>>(
  fc.record({ id: fc.record({ S: id }), seq: fc.record({ N: seq }) }),
  fc.constantFrom<Record<string, unknown>>(
    { id: { S: "x" } },
    { id: { S: "x" }, seq: { S: "1" } },
    { id: { S: "" }, seq: { N: "1" } },
    { id: { S: "x" }, seq: { N: "1" }, a: { S: "1" } },
    { id: { S: "x" }, seq: { N: "one" } },
  ),
);
const deviceKey = fc.record({ pk: fc.record({ N: fc.constantFrom("1", "2", "3") }) });

const indexed = {
  kind: rareMistake<unknown>(fc.record({ S: fc.constantFrom("k1", "k2") }), value),
  rank: rareMistake<unknown>(fc.record({ N: seq }), value),
  tag: rareMistake<unknown>(
    fc.record({ B: fc.constantFrom(...[1, 2, 200].map((byte) => Uint8Array.of(byte, 7))) }),
    value,
  ),
};
const a = fc.oneof(
  value,
  fc.dictionary(fc.constantFrom("x", "y"), value, { maxKeys: 2 }).map((M) => ({ M: { ...M } })),
);
const b = fc.oneof(
  value,
  fc.array(value, { maxLength: 3 }).map((L) => ({ L })),
);
const free = { a, b, c: value, n: fc.record({ N: number }), t: text, x: fc.record({ N: extreme }) };
const body = fc.record({ ...indexed, ...free }, { requiredKeys: [] });

/** A table, its keys, and the queries that make sense on it. */
interface Subject {
  readonly name: string;
  readonly key: fc.Arbitrary<Record<string, unknown>>;
  readonly query: fc.Arbitrary<Record<string, unknown>>;
}

const rangeTest = fc.constantFrom(
  "#r = :r",
  "#r < :r",
  "#r <= :r",
  "#r > :r",
  "#r >= :r",
  "#r BETWEEN :r AND :r2",
);

/** A query of one partition, with or without a condition on the range key. */
function partition(
  hash: string,
  hashValue: fc.Arbitrary<unknown>,
  range?: { name: string; value: fc.Arbitrary<unknown> },
): fc.Arbitrary<Record<string, unknown>> {
  const whole = hashValue.map((value) => ({
    KeyConditionExpression: "#h = :h",
    ExpressionAttributeNames: { "#h": hash },
    ExpressionAttributeValues: { ":h": value },
  }));
  if (!range) return whole;
  const part = fc.tuple(hashValue, rangeTest, range.value, range.value).map(([h, test, r, r2]) => ({
    KeyConditionExpression: `#h = :h AND ${test}`,
    ExpressionAttributeNames: { "#h": hash, "#r": range.name },
    ExpressionAttributeValues: test.includes("r2")
      ? { ":h": h, ":r": r, ":r2": r2 }
      : { ":h": h, ":r": r },
  }));
  return fc.oneof(whole, part);
}

const N = (of: fc.Arbitrary<string>) => fc.record({ N: of });
const kind = fc.record({ S: fc.constantFrom("k1", "k2", "k3") });
const onIndex = (IndexName: string) => (query: Record<string, unknown>) => ({
  ...query,
  IndexName,
});

const SUBJECTS: readonly Subject[] = [
  {
    name: LEDGER.name,
    key: ledgerKey,
    query: fc.oneof(
      partition("id", fc.record({ S: id }), { name: "seq", value: N(seq) }),
      partition("kind", kind, { name: "rank", value: N(seq) }).map(onIndex("by-kind")),
      partition("rank", N(seq)).map(onIndex("by-rank")),
    ),
  },
  {
    name: DEVICES.name,
    key: deviceKey,
    query: fc.oneof(
      partition("pk", N(fc.constantFrom("1", "2"))),
      partition("kind", kind, { name: "tag", value: indexed.tag }).map(onIndex("tags")),
    ),
  },
];

const readOptions = fc.record(
  {
    ScanIndexForward: fc.boolean(),
    Limit: fc.constantFrom(1, 2, 3),
    ConsistentRead: rareMistake(fc.constant(false), fc.constant(true)),
  },
  { requiredKeys: [] },
);

function requestsOf({ name: TableName, key, query }: Subject): fc.Arbitrary<Request> {
  const put = fc
    .tuple(key, body, randomCondition(0.4), fc.constantFrom("NONE", "ALL_OLD", undefined))
    .map(([Key, Item, condition, ReturnValues]) => ({
      operation: "PutItem",
      input: { TableName, Item: { ...Item, ...Key }, ...condition, ReturnValues },
    }));
  const update = fc
    .tuple(
      key,
      randomUpdate,
      fc.constantFrom("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"),
    )
    .map(([Key, update, ReturnValues]) => ({
      operation: "UpdateItem",
      input: { TableName, Key, ...update, ReturnValues },
    }));
  const remove = fc.tuple(key, randomCondition(0.5)).map(([Key, condition]) => ({
    operation: "DeleteItem",
    input: { TableName, Key, ...condition, ReturnValues: "ALL_OLD" },
  }));
  const get = fc
    .tuple(key, fc.constantFrom(undefined, "a", "b, c", "n, kind", "a.x, b[0]"), fc.boolean())
    .map(([Key, ProjectionExpression, ConsistentRead]) => ({
      operation: "GetItem",
      input: { TableName, Key, ProjectionExpression, ConsistentRead },
    }));
  const queries = fc.tuple(query, readOptions).map(([part, options]) => ({
    operation: "Query",
    input: { TableName, ...part, ...options },
  }));
  const scan = fc
    .tuple(randomCondition(0.7), fc.constantFrom(undefined, 1, 2, 5))
    .map(([{ ConditionExpression, ...values }, Limit]) => ({
      operation: "Scan",
      input: { TableName, FilterExpression: ConditionExpression, ...values, Limit },
    }));
  return fc.oneof(
    { weight: 5, arbitrary: put },
    { weight: 8, arbitrary: update },
    { weight: 2, arbitrary: remove },
    { weight: 2, arbitrary: get },
    { weight: 4, arbitrary: queries },
    { weight: 2, arbitrary: scan },
    { weight: 1, arbitrary: batch(TableName, key) },
  );
}

function batch(
  TableName: string,
  key: fc.Arbitrary<Record<string, unknown>>,
): fc.Arbitrary<Request> {
  const write = fc.oneof(
    fc.tuple(key, body).map(([Key, Item]) => ({ PutRequest: { Item: { ...Item, ...Key } } })),
    key.map((Key) => ({ DeleteRequest: { Key } })),
  );
  return fc.oneof(
    fc.array(write, { minLength: 1, maxLength: 4 }).map((writes) => ({
      operation: "BatchWriteItem",
      input: { RequestItems: { [TableName]: writes } },
    })),
    fc.array(key, { minLength: 1, maxLength: 4 }).map((Keys) => ({
      operation: "BatchGetItem",
      input: { RequestItems: { [TableName]: { Keys } } },
    })),
  );
}

const filling = SUBJECTS.map(({ key, name: TableName }) =>
  fc.array(
    fc.tuple(key, body).map(([Key, Item]) => ({
      operation: "PutItem",
      input: { TableName, Item: { ...Item, ...Key } },
    })),
    { minLength: 2, maxLength: 8, size: "max" },
  ),
);

/** Sequences of requests to both tables; the first ones fill them. */
export const requests: fc.Arbitrary<Request[]> = fc
  .tuple(
    ...filling,
    fc.array(fc.oneof(...SUBJECTS.map(requestsOf)), { minLength: 10, maxLength: 30, size: "max" }),
  )
  .map((parts) => parts.flat());
