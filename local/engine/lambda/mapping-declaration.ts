import { parseArn } from "../arn";
import { AwsError, NotModelled } from "../aws-error";

/** The queue that feeds a function, as it is declared. */
export interface MappingDeclaration {
  readonly functionName: string;
  readonly queueArn: string;
  /** @default 10 */
  readonly batchSize?: number;
  /** @default 0 */
  readonly batchingWindowSeconds?: number;
  /** Batches in work at one time. @default as many as the function is allowed to run */
  readonly maximumConcurrency?: number;
  readonly reportBatchItemFailures?: boolean;
  /** @default true */
  readonly enabled?: boolean;
  /** Event filters are not modelled; a mapping that has one is refused. */
  readonly filterCriteria?: unknown;
}

/** Refuses what Lambda refuses. */
export function checkMapping(region: string, declaration: MappingDeclaration): void {
  const { queueArn, batchSize = 10, batchingWindowSeconds = 0, maximumConcurrency } = declaration;
  const { service, region: queueRegion } = parseArn(queueArn);
  if (service !== "sqs" || declaration.filterCriteria !== undefined) {
    throw new NotModelled("lambda", "CreateEventSourceMapping", queueArn);
  }
  // Cross-region: a function is only ever fed from a queue beside it.
  if (queueRegion !== region) throw invalidMapping(`${queueArn} is not in ${region}`);
  if (!(batchSize >= 1 && batchSize <= 10_000)) throw invalidMapping(`batch size ${batchSize}`);
  if (!(batchingWindowSeconds >= 0 && batchingWindowSeconds <= 300)) {
    throw invalidMapping(`batching window ${batchingWindowSeconds} s`);
  }
  if (batchSize > 10 && batchingWindowSeconds < 1) {
    throw invalidMapping("a batch of more than 10 needs a batching window of at least 1 s");
  }
  if (
    maximumConcurrency !== undefined &&
    !(maximumConcurrency >= 2 && maximumConcurrency <= 1000)
  ) {
    throw invalidMapping(`maximum concurrency ${maximumConcurrency}: must be in 2..1000`);
  }
}

/** The refusal of a mapping, as Lambda words it. */
export function invalidMapping(what: string): AwsError {
  return new AwsError("InvalidParameterValueException", what);
}
