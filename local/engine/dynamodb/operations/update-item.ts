import { type Item, NOTHING } from "../attribute-value";
import type { Catalog } from "../catalog";
import { validationError } from "../errors";
import { bindValues, refuseValues } from "../expressions/bind-values";
import type { Condition } from "../expressions/condition";
import type { Values } from "../expressions/operand";
import { compileProjection } from "../expressions/projection";
import type { Update } from "../expressions/update";
import type { KeyPosition } from "../key";
import type { Replica } from "../replication/replica";
import type { Schema } from "../schema";
import { canonicalItem } from "../value-validation";
import { wantsCapacity, writeUnits } from "./consumed-capacity";
import type { ConditionalInput } from "./expression-input";
import {
  checkReturnValues,
  execute,
  newBound,
  type PreparedWrite,
  type WriteResult,
} from "./prepared-write";

export interface UpdateItemInput extends ConditionalInput {
  readonly Key?: Item;
  readonly UpdateExpression?: string;
}

/** Bytes of the longest key with its attribute names, for the bound of an item just created. */
const KEY_BYTES_MAX = 2048 + 1024 + 2 * 255;

const MODES = ["ALL_NEW", "ALL_OLD", "NONE", "UPDATED_NEW", "UPDATED_OLD"];

class UpdateWrite implements PreparedWrite {
  readonly tooLarge = "Item size to update has exceeded the maximum allowed size";

  constructor(
    readonly position: KeyPosition,
    readonly condition: Condition | undefined,
    readonly values: Values,
    readonly update: Update | undefined,
    private readonly schema: Schema,
    private readonly key: Item,
    private readonly touchesIndexKeys: boolean,
    private readonly valueBytes: number,
  ) {}

  apply(before: Item | undefined): Item {
    const base = before ?? canonicalItem(this.key, newBound());
    if (!this.update) return before ?? base;
    const after = this.update.apply(before ?? NOTHING, base, this.values);
    if (this.touchesIndexKeys) this.schema.checkIndexKeys(after);
    return after;
  }

  boundAfter(before: number): number {
    const base = before === 0 ? KEY_BYTES_MAX : before;
    if (!this.update) return base;
    const { fixedBytes, valueFactor } = this.update.growth;
    return base + fixedBytes + valueFactor * this.valueBytes;
  }
}

/** Validates an update: everything that does not depend on what is stored. */
export function prepareUpdate(replica: Replica, input: UpdateItemInput): UpdateWrite {
  const { Key, ConditionExpression, UpdateExpression } = input;
  if (!Key) throw validationError("The parameter 'Key' is required");
  const { schema } = replica.table;
  const names = input.ExpressionAttributeNames;
  const given = input.ExpressionAttributeValues;
  if (UpdateExpression === undefined && ConditionExpression === undefined) {
    refuseValues(given, "UpdateExpression and ConditionExpression are");
    if (names === undefined) {
      const position = schema.keyPosition(Key);
      return new UpdateWrite(position, undefined, NOTHING, undefined, schema, Key, false, 0);
    }
  }
  const plan = schema.plans.update.find(names, UpdateExpression, ConditionExpression);
  const bound = newBound();
  const values = bindValues(plan, given, bound);
  const position = schema.keyPosition(Key);
  const { condition, touchesIndexKeys, update } = plan.body;
  return new UpdateWrite(
    position,
    condition,
    values,
    update,
    schema,
    Key,
    touchesIndexKeys,
    bound.bytes,
  );
}

/** Changes some attributes of an item, creating it if it does not exist. */
export function updateItem(catalog: Catalog, region: string, input: UpdateItemInput): unknown {
  const replica = catalog.find(region, input.TableName);
  checkReturnValues(input, MODES);
  const write = prepareUpdate(replica, input);
  const capacity = wantsCapacity(input.ReturnConsumedCapacity);
  const result = execute(replica, write, input.ReturnValuesOnConditionCheckFailure);
  const output: Record<string, unknown> = {};
  const attributes = returned(input.ReturnValues, write.update, result);
  if (attributes) output.Attributes = attributes;
  if (capacity) {
    const TableName = replica.table.definition.name;
    const { after, before } = result;
    output.ConsumedCapacity = { TableName, CapacityUnits: writeUnits(before, after) };
  }
  return output;
}

function returned(
  mode: string | undefined,
  update: Update | undefined,
  { before, after }: WriteResult,
): Item | undefined {
  switch (mode) {
    case "ALL_OLD":
      return before && { ...before };
    case "ALL_NEW":
      return after && { ...after };
    case "UPDATED_OLD":
      return touched(update, before);
    case "UPDATED_NEW":
      return touched(update, after);
    default:
      return undefined;
  }
}

/** The parts of an item that the update names; nothing rather than an empty item. */
function touched(update: Update | undefined, item: Item | undefined): Item | undefined {
  if (!update || !item) return undefined;
  const part = compileProjection(update.paths)(item);
  return Object.keys(part).length > 0 ? part : undefined;
}
