import type { Item } from "../attribute-value";
import type { Selection } from "../expressions/expression-compiler";
import type { Names } from "../expressions/expression-reader";
import type { Replica } from "../replication/replica";
import type { Store, StoredRow } from "../store/store";

/** The copy of a table that a read of this consistency is answered from. */
export function storeFor(replica: Replica, consistent: boolean | undefined): Store {
  return consistent === true ? replica.latest() : replica.local();
}

/**
 * The time up to which an eventually consistent read sees writes. Each read draws its own age, so
 * that code which reads its own writes without ConsistentRead is found out.
 */
export function seenUntilMs(replica: Replica, consistent: boolean | undefined): number {
  const { random, readLagMs, timeline } = replica.table.tuning;
  if (consistent === true || readLagMs === 0) return Number.POSITIVE_INFINITY;
  return timeline.nowMs() - random.next() * readLagMs;
}

/** The item as a reader sees it that knows writes up to a time only. */
export function visibleItem(row: StoredRow | undefined, untilMs: number): Item | undefined {
  if (row === undefined) return undefined;
  return row.atMs > untilMs ? row.before : row.item;
}

/** What a ProjectionExpression selects; undefined selects everything. */
export function selectionOf(
  replica: Replica,
  projection: string | undefined,
  names: Names | undefined,
): Selection | undefined {
  if (projection === undefined && names === undefined) return undefined;
  return replica.table.schema.plans.projection.find(names, projection).body;
}
