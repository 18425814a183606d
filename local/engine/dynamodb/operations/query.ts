import type { Catalog } from "../catalog";
import { invalidParameters, validationError } from "../errors";
import { bindValues } from "../expressions/bind-values";
import type { RangeCondition } from "../expressions/key-condition";
import type { Values } from "../expressions/operand";
import { type KeyAttribute, keyElement, type RangePlace, rangePlace } from "../key";
import type { IndexSchema, KeySchema } from "../schema";
import { firstNotBefore, type Row, rowOrder } from "../store/row";
import type { Store } from "../store/store";
import { checkSelect, indexOf, Page, type PageInput } from "./page";
import { newBound } from "./prepared-write";
import { storeFor } from "./read-item";
import { startRow } from "./start-key";

interface QueryInput extends PageInput {
  readonly KeyConditionExpression?: string;
  readonly ScanIndexForward?: boolean;
}

/** A run of rows of one partition. */
interface Run {
  from: number;
  to: number;
}

/** Reads a part of one partition of a table or an index, in the order of the range key. */
export function query(catalog: Catalog, region: string, input: QueryInput): unknown {
  const replica = catalog.find(region, input.TableName);
  const { schema } = replica.table;
  const index = indexOf(replica, input);
  const keys = index?.keys ?? schema.keys;
  const { FilterExpression, KeyConditionExpression, ProjectionExpression } = input;
  const plan = schema.plans
    .query(index)
    .find(
      input.ExpressionAttributeNames,
      KeyConditionExpression,
      FilterExpression,
      ProjectionExpression,
    );
  const values = bindValues(plan, input.ExpressionAttributeValues, newBound());
  const { filter, keyCondition, selection } = plan.body;
  checkSelect(input, index, selection);
  const hash = boundText(values, keyCondition.hashValue, keys.hash, true);
  const places = rangePlaces(keyCondition.range, values, keys);

  const rows = rowsOf(storeFor(replica, input.ConsistentRead), index, keys, hash);
  const run = select(rows, keyCondition.range, places, keys);
  const forward = input.ScanIndexForward !== false;
  if (input.ExclusiveStartKey) {
    const start = startRow(schema, index, input.ExclusiveStartKey);
    checkStart(start, hash, keyCondition.range, places, keys);
    skipTo(run, rows, start, keys, forward);
  }
  const page = new Page(replica, input, index, filter, selection, values);
  for (let step = 0; step < run.to - run.from; step++) {
    const row = rows[forward ? run.from + step : run.to - 1 - step];
    if (row && !page.add(row)) break;
  }
  return page.answer();
}

function rowsOf(
  store: Store,
  index: IndexSchema | undefined,
  keys: KeySchema,
  hash: string,
): readonly Row[] {
  if (index || keys.range) return store.view(index?.name).rows(hash);
  const row = store.get(hash);
  return row ? [row] : [];
}

function boundText(values: Values, name: string, key: KeyAttribute, isHash: boolean): string {
  const value = values[name];
  if (value?.[key.type] === undefined) {
    throw invalidParameters("Condition parameter type does not match schema type");
  }
  return keyElement(value, key, isHash);
}

function rangePlaces(
  condition: RangeCondition | undefined,
  values: Values,
  { range }: KeySchema,
): RangePlace[] {
  if (!condition || !range) return [];
  return condition.values.map((name) => rangePlace(boundText(values, name, range, false), range));
}

function select(
  rows: readonly Row[],
  condition: RangeCondition | undefined,
  [first, second]: readonly RangePlace[],
  { order }: KeySchema,
): Run {
  if (!condition || !first) return { from: 0, to: rows.length };
  const start = (place: RangePlace) => firstNotBefore(rows, (row) => order(row, place) < 0);
  const end = (place: RangePlace) => firstNotBefore(rows, (row) => order(row, place) <= 0);
  switch (condition.operator) {
    case "=":
      return { from: start(first), to: end(first) };
    case "<":
      return { from: 0, to: start(first) };
    case "<=":
      return { from: 0, to: end(first) };
    case ">":
      return { from: end(first), to: rows.length };
    case ">=":
      return { from: start(first), to: rows.length };
    case "between":
      return { from: start(first), to: end(second ?? first) };
    case "begins_with": {
      const isBefore = (row: Row) => order(row, first) < 0 || row.text.startsWith(first.text);
      return { from: start(first), to: firstNotBefore(rows, isBefore) };
    }
  }
}

/** A starting key has to come from a page of the same query. */
function checkStart(
  start: Row,
  hash: string,
  condition: RangeCondition | undefined,
  places: readonly RangePlace[],
  keys: KeySchema,
): void {
  const fits = select([start], condition, places, keys);
  if (fits.to - fits.from !== 1) {
    throw validationError("The provided starting key does not match the range key predicate");
  }
  if (start.hash === hash) return;
  throw validationError(
    condition
      ? "The query can return at most one row and cannot be restarted"
      : "The provided starting key is outside query boundaries based on provided conditions",
  );
}

function skipTo(
  run: Run,
  rows: readonly Row[],
  start: Row,
  keys: KeySchema,
  forward: boolean,
): void {
  const order = rowOrder(keys.order);
  if (forward) {
    run.from = Math.max(
      run.from,
      firstNotBefore(rows, (row) => order(row, start) <= 0),
    );
  } else {
    run.to = Math.min(
      run.to,
      firstNotBefore(rows, (row) => order(row, start) < 0),
    );
  }
}
