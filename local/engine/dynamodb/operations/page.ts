import type { Item } from "../attribute-value";
import { invalidParameters, validationError } from "../errors";
import type { Filter, Selection } from "../expressions/expression-compiler";
import type { Values } from "../expressions/operand";
import { itemSize } from "../item-size";
import { pickAttributes } from "../key";
import type { Replica } from "../replication/replica";
import type { IndexSchema } from "../schema";
import type { Row } from "../store/row";
import type { StoredRow } from "../store/store";
import { readUnits, wantsCapacity } from "./consumed-capacity";
import type { ExpressionInput } from "./expression-input";
import { seenUntilMs, visibleItem } from "./read-item";

/** Members that Query and Scan share. */
export interface PageInput extends ExpressionInput {
  readonly IndexName?: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly Select?: string;
  readonly Limit?: number;
  readonly ConsistentRead?: boolean;
  readonly ExclusiveStartKey?: Item;
}

/** What one answer of Query or Scan reads at most. */
const PAGE_BYTES_MAX = 1024 * 1024;

const SELECTS = [
  "ALL_ATTRIBUTES",
  "ALL_PROJECTED_ATTRIBUTES",
  "COUNT",
  "SPECIFIC_ATTRIBUTES",
] as const;

/** The index a request names; undefined for the table itself. */
export function indexOf(replica: Replica, input: PageInput): IndexSchema | undefined {
  const { IndexName: name } = input;
  if (name === undefined) return undefined;
  const index = replica.table.schema.indexes.find((candidate) => candidate.name === name);
  if (!index) throw validationError(`The table does not have the specified index: ${name}`);
  if (input.ConsistentRead === true) {
    throw validationError("Consistent reads are not supported on global secondary indexes");
  }
  return index;
}

/** Refuses combinations of Select, projection and index that AWS refuses. */
export function checkSelect(
  input: PageInput,
  index: IndexSchema | undefined,
  selection: Selection | undefined,
): void {
  const { Limit: limit, Select: select } = input;
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1)) {
    throw validationError(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  if (select !== undefined && !SELECTS.some((known) => known === select)) {
    throw validationError(
      `1 validation error detected: Value '${select}' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [${SELECTS.join(", ")}]`,
    );
  }
  if (select === "ALL_ATTRIBUTES" && index?.shown) {
    throw invalidParameters(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
  if (select === "ALL_PROJECTED_ATTRIBUTES" && !index) {
    throw invalidParameters("ALL_PROJECTED_ATTRIBUTES can be used only when Querying an index");
  }
  if (selection && select !== undefined && select !== "SPECIFIC_ATTRIBUTES") {
    throw validationError(`Cannot specify the ProjectionExpression when choosing to get ${select}`);
  }
  if (!selection && select === "SPECIFIC_ATTRIBUTES") {
    throw validationError(
      "Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    );
  }
  const hidden = (selection?.paths ?? []).find(([head]) => index?.shown?.includes(head) === false);
  if (hidden && index) {
    throw invalidParameters(`Global secondary index ${index.name} does not project [${hidden[0]}]`);
  }
}

/** Collects one page of rows: filters, projects, and stops at the limit or after a megabyte. */
export class Page {
  private readonly items: Item[] = [];
  private readonly read: Item[] = [];
  private bound = 0;
  private bytes: number | undefined;
  private last: Item | undefined;
  private readonly untilMs: number;

  constructor(
    private readonly replica: Replica,
    private readonly input: PageInput,
    private readonly index: IndexSchema | undefined,
    private readonly filter: Filter | undefined,
    private readonly selection: Selection | undefined,
    private readonly values: Values,
  ) {
    this.untilMs = seenUntilMs(replica, input.ConsistentRead);
  }

  /** Takes a row; false when the page is full. */
  add(row: Row): boolean {
    const stored = this.index ? row.item : visibleItem(row as StoredRow, this.untilMs);
    if (!stored) return true;
    const shown = this.index?.shown;
    const item = shown ? pickAttributes(stored, shown) : stored;
    this.read.push(item);
    this.bound += row.bound;
    if (!this.filter || this.filter.matches(item, this.values)) {
      this.items.push(this.selection ? this.selection.project(item) : shown ? item : { ...item });
    }
    const isFull = this.read.length === this.input.Limit || this.isLarge(item);
    if (isFull) this.last = stored;
    return !isFull;
  }

  answer(): Record<string, unknown> {
    const { schema, definition } = this.replica.table;
    const output: Record<string, unknown> = {
      Count: this.items.length,
      ScannedCount: this.read.length,
    };
    if (this.input.Select !== "COUNT") output.Items = this.items;
    if (this.last) {
      const names = this.index?.positionNames ?? schema.keyNames;
      output.LastEvaluatedKey = pickAttributes(this.last, names);
    }
    if (wantsCapacity(this.input.ReturnConsumedCapacity)) {
      const CapacityUnits = readUnits(this.exactBytes(), this.input.ConsistentRead);
      output.ConsumedCapacity = { TableName: definition.name, CapacityUnits };
    }
    return output;
  }

  /** Sizes are only added up once the rows' bounds say that the page may be full. */
  private isLarge(item: Item): boolean {
    if (this.bound < PAGE_BYTES_MAX) return false;
    this.bytes = this.bytes === undefined ? this.exactBytes() : this.bytes + itemSize(item);
    return this.bytes >= PAGE_BYTES_MAX;
  }

  private exactBytes(): number {
    return this.read.reduce((sum, item) => sum + itemSize(item), 0);
  }
}
