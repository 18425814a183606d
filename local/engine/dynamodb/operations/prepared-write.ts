import { type Item, NOTHING } from "../attribute-value";
import { conditionFailed, validationError } from "../errors";
import { bindValues, refuseValues } from "../expressions/bind-values";
import type { Condition } from "../expressions/condition";
import type { Values } from "../expressions/operand";
import { ITEM_BYTES_MAX, itemSize } from "../item-size";
import type { KeyPosition } from "../key";
import type { Replica } from "../replication/replica";
import type { SizeBound } from "../value-validation";
import type { ConditionalInput } from "./expression-input";

/** A validated write of one item that has not looked at the item yet. */
export interface PreparedWrite {
  readonly position: KeyPosition;
  readonly condition: Condition | undefined;
  readonly values: Values;
  /** The item afterwards; undefined if it is gone. */
  apply(before: Item | undefined): Item | undefined;
  /** Upper bound of the bytes of the item afterwards. */
  boundAfter(before: number): number;
  /** What is said about an item that became too large. */
  readonly tooLarge: string;
}

/** An item before and after a write. */
export interface WriteResult {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** Compiles the condition of a put, delete or condition check and binds its values. */
export function prepareCondition(
  replica: Replica,
  input: ConditionalInput,
): { condition: Condition | undefined; values: Values } {
  const { ConditionExpression: text, ExpressionAttributeNames: names } = input;
  const given = input.ExpressionAttributeValues;
  if (text === undefined && names === undefined) {
    if (given !== undefined) refuseValues(given, "ConditionExpression is");
    return { condition: undefined, values: NOTHING };
  }
  const plan = replica.table.schema.plans.condition.find(names, text);
  return { condition: plan.body, values: bindValues(plan, given, { bytes: 0 }) };
}

/** Evaluates and stores one write: all of it or an error and nothing. */
export function execute(
  replica: Replica,
  write: PreparedWrite,
  onFailure: string | undefined,
): WriteResult {
  const { condition, position, values } = write;
  const row = replica.beginWrite(position.key);
  const before = row?.item;
  if (condition !== undefined && !condition(before ?? NOTHING, values)) {
    throw conditionFailed(onFailure === "ALL_OLD" && before ? { ...before } : undefined);
  }
  const after = write.apply(before);
  const bound = after ? checkedBound(write, row?.bound ?? 0, after) : 0;
  if (after !== undefined || row !== undefined) replica.commit(position, row, after, bound);
  return { before, after };
}

/** A bound of the new item's bytes; the exact size if the bound alone cannot tell it is allowed. */
export function checkedBound(write: PreparedWrite, before: number, after: Item): number {
  const bound = write.boundAfter(before);
  if (bound <= ITEM_BYTES_MAX) return bound;
  const exact = itemSize(after);
  if (exact > ITEM_BYTES_MAX) throw validationError(write.tooLarge);
  return exact;
}

/** Whether ReturnValues is one of the modes the operation knows. */
export function checkReturnValues(input: ConditionalInput, modes: readonly string[]): void {
  const { ReturnValues: mode, ReturnValuesOnConditionCheckFailure: onFailure } = input;
  if (mode !== undefined && !modes.includes(mode)) {
    throw validationError(`ReturnValues can only be ${modes.join(" or ")}`);
  }
  if (onFailure !== undefined && onFailure !== "ALL_OLD" && onFailure !== "NONE") {
    throw validationError("ReturnValuesOnConditionCheckFailure can only be ALL_OLD or NONE");
  }
}

/** A fresh size bound for the values of one request. */
export function newBound(): SizeBound {
  return { bytes: 0 };
}
