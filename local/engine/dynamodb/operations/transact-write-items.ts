import { AwsError } from "../../aws-error";
import { type Item, NOTHING } from "../attribute-value";
import { bytesToText } from "../byte-order";
import type { Catalog } from "../catalog";
import { validationError } from "../errors";
import type { Replica } from "../replication/replica";
import type { StoredRow } from "../store/store";
import { type ConsumedCapacity, wantsCapacity, writeUnits } from "./consumed-capacity";
import { type DeleteItemInput, prepareDelete } from "./delete-item";
import { checkedBound, type PreparedWrite } from "./prepared-write";
import { type PutItemInput, preparePut } from "./put-item";
import { refuseOnStrong } from "./transact-get-items";
import { prepareUpdate, type UpdateItemInput } from "./update-item";

interface TransactWriteItem {
  readonly ConditionCheck?: DeleteItemInput;
  readonly Delete?: DeleteItemInput;
  readonly Put?: PutItemInput;
  readonly Update?: UpdateItemInput;
}

interface TransactWriteItemsInput {
  readonly TransactItems?: readonly TransactWriteItem[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: string;
}

interface Action {
  readonly replica: Replica;
  readonly write: PreparedWrite;
  readonly onFailure: string | undefined;
  /** A condition check stores nothing. */
  readonly stores: boolean;
}

interface Staged {
  readonly row: StoredRow | undefined;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly bound: number;
}

interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

/** Actions of one transaction. */
export const TRANSACTION_MAX = 100;
/** How long a client token makes a repeated transaction harmless. */
const TOKEN_MS = 600_000;

/** Up to a hundred writes of different items: all of them, or none and the reasons. */
export function transactWriteItems(
  catalog: Catalog,
  region: string,
  input: TransactWriteItemsInput,
): unknown {
  const items = input.TransactItems ?? [];
  if (items.length === 0 || items.length > TRANSACTION_MAX) {
    throw validationError(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and ${TRANSACTION_MAX}`,
    );
  }
  const capacity = wantsCapacity(input.ReturnConsumedCapacity);
  const actions = items.map((item) => prepareAction(catalog, region, item));
  refuseDuplicates(actions);
  if (isRepeated(catalog, region, input, actions[0]?.replica)) return {};

  const staged = stage(actions);
  const consumed: ConsumedCapacity[] = [];
  for (const [index, { replica, stores, write }] of actions.entries()) {
    const { after, before, bound, row } = staged[index] as Staged;
    if (stores && (after || row)) replica.commit(write.position, row, after, bound);
    const TableName = replica.table.definition.name;
    if (capacity) consumed.push({ TableName, CapacityUnits: 2 * writeUnits(before, after) });
  }
  return capacity ? { ConsumedCapacity: consumed } : {};
}

/** Evaluates every action before any is stored. */
function stage(actions: readonly Action[]): Staged[] {
  const reasons: CancellationReason[] = [];
  const staged = actions.map(({ onFailure, replica, write }): Staged => {
    const row = replica.beginWrite(write.position.key);
    const before = row?.item;
    if (write.condition && !write.condition(before ?? NOTHING, write.values)) {
      const shown = onFailure === "ALL_OLD" && before ? { Item: { ...before } } : {};
      const Message = "The conditional request failed";
      reasons.push({ Code: "ConditionalCheckFailed", Message, ...shown });
      return { row, before, after: undefined, bound: 0 };
    }
    try {
      const after = write.apply(before);
      const bound = after ? checkedBound(write, row?.bound ?? 0, after) : 0;
      reasons.push({ Code: "None" });
      return { row, before, after, bound };
    } catch (problem) {
      if (!(problem instanceof AwsError) || problem.name !== "ValidationException") throw problem;
      reasons.push({ Code: "ValidationError", Message: problem.message });
      return { row, before, after: undefined, bound: 0 };
    }
  });
  if (reasons.every(({ Code }) => Code === "None")) return staged;
  const codes = reasons.map(({ Code }) => Code).join(", ");
  throw new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}

function prepareAction(catalog: Catalog, region: string, item: TransactWriteItem): Action {
  const { ConditionCheck, Delete, Put, Update } = item;
  const given = [ConditionCheck, Delete, Put, Update].filter((action) => action !== undefined);
  const [input] = given;
  if (!input || given.length > 1) {
    throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  const replica = catalog.find(region, input.TableName);
  refuseOnStrong(replica);
  const onFailure = input.ReturnValuesOnConditionCheckFailure;
  if (Put) return { replica, write: preparePut(replica, Put), onFailure, stores: true };
  if (Update) return { replica, write: prepareUpdate(replica, Update), onFailure, stores: true };
  if (Delete) return { replica, write: prepareDelete(replica, Delete), onFailure, stores: true };
  if (ConditionCheck?.ConditionExpression === undefined) {
    throw validationError("The parameter 'ConditionExpression' is required in a ConditionCheck");
  }
  const check = prepareDelete(replica, ConditionCheck);
  return { replica, write: check, onFailure, stores: false };
}

function refuseDuplicates(actions: readonly Action[]): void {
  const seen = new Map<Replica, Set<string>>();
  for (const { replica, write } of actions) {
    const keys = seen.get(replica) ?? new Set();
    if (keys.has(write.position.key)) {
      throw validationError("Transaction request cannot include multiple operations on one item");
    }
    seen.set(replica, keys.add(write.position.key));
  }
}

/** A token used before makes the same request succeed without effect, and another one fail. */
function isRepeated(
  catalog: Catalog,
  region: string,
  input: TransactWriteItemsInput,
  replica: Replica | undefined,
): boolean {
  const { ClientRequestToken: token, TransactItems: items } = input;
  if (token === undefined || !replica) return false;
  const nowMs = replica.table.tuning.timeline.nowMs();
  const request = JSON.stringify(items, (_, value) =>
    value instanceof Uint8Array ? { bytes: bytesToText(value) } : value,
  );
  const id = `${region}/${token}`;
  const known = catalog.transactions.get(id);
  if (known && known.untilMs > nowMs) {
    if (known.request === request) return true;
    throw new AwsError(
      "IdempotentParameterMismatchException",
      "The provided client request token has been used for another request",
    );
  }
  for (const [other, { untilMs }] of catalog.transactions) {
    if (untilMs <= nowMs) catalog.transactions.delete(other);
  }
  catalog.transactions.set(id, { request, untilMs: nowMs + TOKEN_MS });
  return false;
}
