import type { AwsError } from "../../aws-error";
import type { Item } from "../attribute-value";
import type { Catalog } from "../catalog";
import { validationError } from "../errors";
import type { Replica } from "../replication/replica";
import { type ConsumedCapacity, wantsCapacity, writeUnits } from "./consumed-capacity";
import { prepareDelete } from "./delete-item";
import { execute, type PreparedWrite } from "./prepared-write";
import { preparePut } from "./put-item";

interface WriteRequest {
  readonly PutRequest?: { readonly Item?: Item };
  readonly DeleteRequest?: { readonly Key?: Item };
}

interface BatchWriteItemInput {
  readonly RequestItems?: Readonly<Record<string, readonly WriteRequest[]>>;
  readonly ReturnConsumedCapacity?: string;
}

interface TableWrites {
  readonly name: string;
  readonly replica: Replica;
  readonly requests: readonly WriteRequest[];
  readonly writes: readonly PreparedWrite[];
}

/** Writes that one call takes at most. */
const BATCH_WRITE_MAX = 25;

/** Up to 25 unconditional writes, each on its own: there is no all or nothing. */
export function batchWriteItem(
  catalog: Catalog,
  region: string,
  input: BatchWriteItemInput,
): unknown {
  const requests = Object.entries(input.RequestItems ?? {});
  checkRequests(requests);
  const capacity = wantsCapacity(input.ReturnConsumedCapacity);
  const tables = requests.map(([name, list]) => prepareTable(catalog, region, name, list));
  const unprocessed: Record<string, WriteRequest[]> = {};
  const consumed: ConsumedCapacity[] = [];
  let stored = 0;
  let refused: unknown;
  for (const { name, replica, requests: list, writes } of tables) {
    let units = 0;
    for (const [index, write] of writes.entries()) {
      try {
        const { before, after } = execute(replica, write, undefined);
        units += writeUnits(before, after);
        stored += 1;
      } catch (problem) {
        // Cross-region: an item that another region is writing is left for the caller's retry.
        if ((problem as AwsError).name !== "ReplicatedWriteConflictException") throw problem;
        refused = problem;
        unprocessed[name] = [...(unprocessed[name] ?? []), list[index] as WriteRequest];
      }
    }
    if (capacity) consumed.push({ TableName: name, CapacityUnits: units });
  }
  if (stored === 0) throw refused;
  const output: Record<string, unknown> = { UnprocessedItems: unprocessed };
  if (capacity) output.ConsumedCapacity = consumed;
  return output;
}

function prepareTable(
  catalog: Catalog,
  region: string,
  name: string,
  requests: readonly WriteRequest[],
): TableWrites {
  const replica = catalog.find(region, name);
  const writes = requests.map(({ DeleteRequest, PutRequest }) => {
    if (PutRequest && !DeleteRequest) return preparePut(replica, PutRequest);
    if (DeleteRequest && !PutRequest) return prepareDelete(replica, DeleteRequest);
    throw validationError("A write request has either a PutRequest or a DeleteRequest");
  });
  if (new Set(writes.map(({ position }) => position.key)).size < writes.length) {
    throw validationError("Provided list of item keys contains duplicates");
  }
  return { name, replica, requests, writes };
}

function checkRequests(requests: readonly [string, readonly WriteRequest[]][]): void {
  if (requests.length === 0) {
    throw validationError(
      "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  let total = 0;
  for (const [name, list] of requests) {
    total += list.length;
    if (list.length >= 1 && list.length <= BATCH_WRITE_MAX) continue;
    throw validationError(
      `1 validation error detected: Value at 'requestItems.${name}.member' failed to satisfy constraint: Member must have length between 1 and ${BATCH_WRITE_MAX}`,
    );
  }
  if (total > BATCH_WRITE_MAX) {
    throw validationError("Too many items requested for the BatchWriteItem call");
  }
}
