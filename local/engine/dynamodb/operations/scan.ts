import { NOTHING } from "../attribute-value";
import type { Catalog } from "../catalog";
import { validationError } from "../errors";
import { bindValues, refuseValues } from "../expressions/bind-values";
import type { Values } from "../expressions/operand";
import type { ScanBody } from "../expressions/request-plans";
import type { Schema } from "../schema";
import { firstNotBefore, scatter } from "../store/row";
import { checkSelect, indexOf, Page, type PageInput } from "./page";
import { newBound } from "./prepared-write";
import { storeFor } from "./read-item";
import { startRow } from "./start-key";

interface ScanInput extends PageInput {
  readonly Segment?: number;
  readonly TotalSegments?: number;
}

const SEGMENTS_MAX = 1_000_000;
const SCATTER_RANGE = 2 ** 32;

/** Reads a table or an index partition by partition, optionally one of several segments. */
export function scan(catalog: Catalog, region: string, input: ScanInput): unknown {
  const replica = catalog.find(region, input.TableName);
  const { schema } = replica.table;
  checkSegments(input);
  const index = indexOf(replica, input);
  const { body, values } = bind(schema, input);
  checkSelect(input, index, body.selection);

  const partitions = storeFor(replica, input.ConsistentRead).view(index?.name);
  const rows = partitions.scanOrder();
  const { Segment: segment = 0, TotalSegments: segments = 1 } = input;
  const isOfSegment = (hash: string) => Math.floor((scatter(hash) / SCATTER_RANGE) * segments);
  let from = firstNotBefore(rows, (row) => isOfSegment(row.hash) < segment);
  if (input.ExclusiveStartKey) {
    const start = startRow(schema, index, input.ExclusiveStartKey);
    if (isOfSegment(start.hash) !== segment) {
      throw validationError(
        `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${segments} Segment: ${segment}`,
      );
    }
    from = firstNotBefore(rows, (row) => !partitions.isScannedBefore(start, row));
  }
  const page = new Page(replica, input, index, body.filter, body.selection, values);
  for (let at = from; at < rows.length; at++) {
    const row = rows[at];
    if (!row || isOfSegment(row.hash) !== segment || !page.add(row)) break;
  }
  return page.answer();
}

function bind(schema: Schema, input: ScanInput): { body: ScanBody; values: Values } {
  const { ExpressionAttributeNames: names, FilterExpression, ProjectionExpression } = input;
  const given = input.ExpressionAttributeValues;
  if (FilterExpression === undefined) refuseValues(given, "FilterExpression is");
  if (FilterExpression === undefined && ProjectionExpression === undefined && !names) {
    return { body: { filter: undefined, selection: undefined }, values: NOTHING };
  }
  const plan = schema.plans.scan.find(names, FilterExpression, ProjectionExpression);
  return { body: plan.body, values: bindValues(plan, given, newBound()) };
}

function checkSegments({ Segment: segment, TotalSegments: segments }: ScanInput): void {
  if (segment === undefined && segments === undefined) return;
  if (segments === undefined) {
    throw validationError(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (segment === undefined) {
    throw validationError(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (segments < 1 || segments > SEGMENTS_MAX || segment < 0) {
    throw validationError("Segment and TotalSegments are out of range");
  }
  if (segment < segments) return;
  throw validationError(
    `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${segments}`,
  );
}
