import type { Item } from "../attribute-value";
import type { Catalog } from "../catalog";
import { validationError } from "../errors";
import type { Replica } from "../replication/replica";
import { wantsCapacity, writeUnits } from "./consumed-capacity";
import type { ConditionalInput } from "./expression-input";
import { checkReturnValues, execute, type PreparedWrite, prepareCondition } from "./prepared-write";

export interface DeleteItemInput extends ConditionalInput {
  readonly Key?: Item;
}

/** Validates a delete: everything that does not depend on what is stored. */
export function prepareDelete(replica: Replica, input: DeleteItemInput): PreparedWrite {
  if (!input.Key) throw validationError("The parameter 'Key' is required");
  const position = replica.table.schema.keyPosition(input.Key);
  const { condition, values } = prepareCondition(replica, input);
  return {
    position,
    condition,
    values,
    apply: () => undefined,
    boundAfter: () => 0,
    tooLarge: "",
  };
}

/** Removes an item; removing what does not exist is no error. */
export function deleteItem(catalog: Catalog, region: string, input: DeleteItemInput): unknown {
  const replica = catalog.find(region, input.TableName);
  checkReturnValues(input, ["ALL_OLD", "NONE"]);
  const write = prepareDelete(replica, input);
  const capacity = wantsCapacity(input.ReturnConsumedCapacity);
  const { before } = execute(replica, write, input.ReturnValuesOnConditionCheckFailure);
  const output: Record<string, unknown> = {};
  if (before && input.ReturnValues === "ALL_OLD") output.Attributes = { ...before };
  if (capacity) {
    const TableName = replica.table.definition.name;
    output.ConsumedCapacity = { TableName, CapacityUnits: writeUnits(before) };
  }
  return output;
}
