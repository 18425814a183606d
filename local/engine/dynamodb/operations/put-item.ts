import type { Item } from "../attribute-value";
import type { Catalog } from "../catalog";
import { validationError } from "../errors";
import type { Replica } from "../replication/replica";
import { canonicalItem } from "../value-validation";
import { wantsCapacity, writeUnits } from "./consumed-capacity";
import type { ConditionalInput } from "./expression-input";
import {
  checkReturnValues,
  execute,
  newBound,
  type PreparedWrite,
  prepareCondition,
} from "./prepared-write";

export interface PutItemInput extends ConditionalInput {
  readonly Item?: Item;
}

/** Validates a put: everything that does not depend on what is stored. */
export function preparePut(replica: Replica, input: PutItemInput): PreparedWrite {
  if (!input.Item) throw validationError("The parameter 'Item' is required");
  const { schema } = replica.table;
  const bound = newBound();
  const item = canonicalItem(input.Item, bound);
  const position = schema.itemPosition(item);
  schema.checkIndexKeys(item);
  const { condition, values } = prepareCondition(replica, input);
  return {
    position,
    condition,
    values,
    apply: () => item,
    boundAfter: () => bound.bytes,
    tooLarge: "Item size has exceeded the maximum allowed size",
  };
}

/** Stores an item in place of whatever had its key. */
export function putItem(catalog: Catalog, region: string, input: PutItemInput): unknown {
  const replica = catalog.find(region, input.TableName);
  checkReturnValues(input, ["ALL_OLD", "NONE"]);
  const write = preparePut(replica, input);
  const capacity = wantsCapacity(input.ReturnConsumedCapacity);
  const { before, after } = execute(replica, write, input.ReturnValuesOnConditionCheckFailure);
  const output: Record<string, unknown> = {};
  if (before && input.ReturnValues === "ALL_OLD") output.Attributes = { ...before };
  if (capacity) {
    const TableName = replica.table.definition.name;
    output.ConsumedCapacity = { TableName, CapacityUnits: writeUnits(before, after) };
  }
  return output;
}
