import type { Item } from "../attribute-value";
import type { Catalog } from "../catalog";
import { validationError } from "../errors";
import type { Names } from "../expressions/expression-reader";
import { itemSize } from "../item-size";
import { type ConsumedCapacity, readUnits, wantsCapacity } from "./consumed-capacity";
import { seenUntilMs, selectionOf, storeFor, visibleItem } from "./read-item";

interface KeysAndAttributes {
  readonly Keys?: readonly Item[];
  readonly ConsistentRead?: boolean;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Names;
}

interface BatchGetItemInput {
  readonly RequestItems?: Readonly<Record<string, KeysAndAttributes>>;
  readonly ReturnConsumedCapacity?: string;
}

/** Keys that one call reads at most, and bytes it answers at most. */
const BATCH_GET_MAX = 100;
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

/** Reads up to a hundred items; what no longer fits into the answer is left for the next call. */
export function batchGetItem(catalog: Catalog, region: string, input: BatchGetItemInput): unknown {
  const requests = Object.entries(input.RequestItems ?? {});
  checkRequests(requests);
  const capacity = wantsCapacity(input.ReturnConsumedCapacity);
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, KeysAndAttributes> = {};
  const consumed: ConsumedCapacity[] = [];
  let answered = 0;
  for (const [name, request] of requests) {
    const { ConsistentRead: consistent, Keys: keys = [] } = request;
    const replica = catalog.find(region, name);
    const { schema } = replica.table;
    const { ExpressionAttributeNames: names, ProjectionExpression } = request;
    const selection = selectionOf(replica, ProjectionExpression, names);
    const positions = keys.map((key) => schema.keyPosition(key).key);
    if (new Set(positions).size < positions.length) {
      throw validationError("Provided list of item keys contains duplicates");
    }
    const store = storeFor(replica, consistent);
    const items: Item[] = [];
    const left: Item[] = [];
    let units = 0;
    for (const [index, position] of positions.entries()) {
      const item = visibleItem(store.get(position), seenUntilMs(replica, consistent));
      const bytes = item ? itemSize(item) : 0;
      if (answered + bytes > ANSWER_BYTES_MAX) {
        left.push(keys[index] as Item);
        continue;
      }
      answered += bytes;
      units += readUnits(bytes, consistent);
      if (item) items.push(selection ? selection.project(item) : { ...item });
    }
    responses[name] = items;
    if (left.length > 0) unprocessed[name] = { ...request, Keys: left };
    if (capacity) consumed.push({ TableName: name, CapacityUnits: units });
  }
  const output: Record<string, unknown> = { Responses: responses, UnprocessedKeys: unprocessed };
  if (capacity) output.ConsumedCapacity = consumed;
  return output;
}

function checkRequests(requests: readonly [string, KeysAndAttributes][]): void {
  if (requests.length === 0) {
    throw validationError(
      "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  let total = 0;
  for (const [name, { Keys: keys = [], ...rest }] of requests) {
    if ("AttributesToGet" in rest && rest.AttributesToGet !== undefined) {
      throw validationError(`AttributesToGet of ${name} is a legacy parameter and not modelled`);
    }
    if (keys.length === 0) {
      throw validationError(
        `1 validation error detected: Value at 'requestItems.${name}.member.keys' failed to satisfy constraint: Member must have length greater than or equal to 1`,
      );
    }
    total += keys.length;
  }
  if (total > BATCH_GET_MAX) {
    throw validationError("Too many items requested for the BatchGetItem call");
  }
}
