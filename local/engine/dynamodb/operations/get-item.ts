import type { Item } from "../attribute-value";
import type { Catalog } from "../catalog";
import { validationError } from "../errors";
import { itemSize } from "../item-size";
import { readUnits, wantsCapacity } from "./consumed-capacity";
import type { ExpressionInput } from "./expression-input";
import { seenUntilMs, selectionOf, storeFor, visibleItem } from "./read-item";

export interface GetItemInput extends Omit<ExpressionInput, "ExpressionAttributeValues"> {
  readonly Key?: Item;
  readonly ConsistentRead?: boolean;
  readonly ProjectionExpression?: string;
}

/** Reads one item. */
export function getItem(catalog: Catalog, region: string, input: GetItemInput): unknown {
  const { ConsistentRead: consistent, Key } = input;
  const replica = catalog.find(region, input.TableName);
  if (!Key) throw validationError("The parameter 'Key' is required");
  const selection = selectionOf(
    replica,
    input.ProjectionExpression,
    input.ExpressionAttributeNames,
  );
  const { key } = replica.table.schema.keyPosition(Key);
  const row = storeFor(replica, consistent).get(key);
  const item = visibleItem(row, seenUntilMs(replica, consistent));
  const output: Record<string, unknown> = {};
  if (item) output.Item = selection ? selection.project(item) : { ...item };
  if (wantsCapacity(input.ReturnConsumedCapacity)) {
    const TableName = replica.table.definition.name;
    const CapacityUnits = readUnits(item ? itemSize(item) : 0, consistent);
    output.ConsumedCapacity = { TableName, CapacityUnits };
  }
  return output;
}
