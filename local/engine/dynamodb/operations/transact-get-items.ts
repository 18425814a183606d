import type { Item } from "../attribute-value";
import type { Catalog } from "../catalog";
import { validationError } from "../errors";
import type { Replica } from "../replication/replica";
import { type ConsumedCapacity, wantsCapacity } from "./consumed-capacity";
import { type GetItemInput, getItem } from "./get-item";

interface TransactGetItemsInput {
  readonly TransactItems?: readonly { readonly Get?: GetItemInput }[];
  readonly ReturnConsumedCapacity?: string;
}

const TRANSACTION_MAX = 100;

/** Cross-region: AWS has no transactions on strong (MRSC) tables. */
export function refuseOnStrong(replica: Replica): void {
  if (replica.table.definition.consistency !== "strong") return;
  throw validationError(
    "Transactional operations are not supported on global tables configured for multi-Region strong consistency",
  );
}

/** Reads up to a hundred items as they are at one moment. */
export function transactGetItems(
  catalog: Catalog,
  region: string,
  input: TransactGetItemsInput,
): unknown {
  const items = input.TransactItems ?? [];
  if (items.length === 0 || items.length > TRANSACTION_MAX) {
    throw validationError(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and ${TRANSACTION_MAX}`,
    );
  }
  const capacity = wantsCapacity(input.ReturnConsumedCapacity);
  const consumed: ConsumedCapacity[] = [];
  const responses = items.map(({ Get }) => {
    if (!Get) throw validationError("TransactItems of TransactGetItems can only contain Get");
    refuseOnStrong(catalog.find(region, Get.TableName));
    const read = { ...Get, ConsistentRead: true, ReturnConsumedCapacity: "TOTAL" };
    const answer = getItem(catalog, region, read) as {
      Item?: Item;
      ConsumedCapacity: ConsumedCapacity;
    };
    const { CapacityUnits, TableName } = answer.ConsumedCapacity;
    consumed.push({ TableName, CapacityUnits: 2 * CapacityUnits });
    return answer.Item ? { Item: answer.Item } : {};
  });
  return capacity ? { Responses: responses, ConsumedCapacity: consumed } : { Responses: responses };
}
