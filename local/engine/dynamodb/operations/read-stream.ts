import { AwsError } from "../../aws-error";
import type { Catalog } from "../catalog";
import { validationError } from "../errors";
import type { Replica } from "../replication/replica";
import { streamArn } from "../streams/stream-arn";
import type { StreamLog } from "../streams/stream-log";
import { sequenceNumber, streamRecord } from "../streams/stream-record";

/** A stream of ours has a single shard that never ends. */
const SHARD = "shardId-00000001000000000000-00000000";
/** AWS forgets an iterator after a quarter of an hour, and answers at most a thousand records. */
const ITERATOR_MS = 15 * 60_000;
const RECORDS_MAX = 1000;

interface DescribeStreamInput {
  readonly StreamArn?: string;
}

interface GetShardIteratorInput extends DescribeStreamInput {
  readonly ShardId?: string;
  readonly ShardIteratorType?: string;
  readonly SequenceNumber?: string;
}

interface GetRecordsInput {
  readonly ShardIterator?: string;
  readonly Limit?: number;
}

interface OpenStream {
  readonly replica: Replica;
  readonly log: StreamLog;
  readonly arn: string;
}

/** What AWS says about a stream. */
export function describeStream(catalog: Catalog, region: string, input: DescribeStreamInput) {
  const { arn, log, replica } = open(catalog, region, input.StreamArn);
  const { definition } = replica.table;
  const StartingSequenceNumber = sequenceNumber(log.oldest);
  return {
    StreamDescription: {
      StreamArn: arn,
      StreamLabel: log.label,
      StreamStatus: "ENABLED",
      StreamViewType: definition.stream,
      TableName: definition.name,
      Shards: [{ ShardId: SHARD, SequenceNumberRange: { StartingSequenceNumber } }],
    },
  };
}

/** A place in the stream to read from. */
export function getShardIterator(catalog: Catalog, region: string, input: GetShardIteratorInput) {
  const { arn, log, replica } = open(catalog, region, input.StreamArn);
  if (input.ShardId !== SHARD) throw streamNotFound("Shard", input.ShardId);
  const next = firstSequence(log, input);
  if (next < log.oldest) throw trimmed();
  return { ShardIterator: iterator(replica, arn, next) };
}

/** The next records, and where to go on. */
export function getRecords(catalog: Catalog, region: string, input: GetRecordsInput) {
  const [issued, sequence, arn] = (input.ShardIterator ?? "").split("|");
  if (arn === undefined) throw validationError("Invalid ShardIterator");
  const { log, replica } = open(catalog, region, arn);
  const { Limit: limit = RECORDS_MAX } = input;
  if (limit < 1 || limit > RECORDS_MAX) throw validationError("Limit must be 1 to 1000");
  if (replica.table.tuning.timeline.nowMs() - Number(issued) > ITERATOR_MS) {
    throw new AwsError("ExpiredIteratorException", "The shard iterator has expired");
  }
  if (Number(sequence) < log.oldest) throw trimmed();
  const { changes, next } = log.read(Number(sequence), limit);
  return {
    Records: changes.map((change) => streamRecord(replica, change)),
    NextShardIterator: iterator(replica, arn, next),
  };
}

function firstSequence(log: StreamLog, input: GetShardIteratorInput): number {
  const given = Number((input.SequenceNumber ?? "").slice(1));
  switch (input.ShardIteratorType) {
    case "TRIM_HORIZON":
      return log.oldest;
    case "LATEST":
      return log.newest + 1;
    case "AT_SEQUENCE_NUMBER":
      return given;
    case "AFTER_SEQUENCE_NUMBER":
      return given + 1;
    default:
      throw validationError(`Unknown ShardIteratorType ${input.ShardIteratorType}`);
  }
}

function iterator({ table }: Replica, arn: string, sequence: number): string {
  return `${table.tuning.timeline.nowMs()}|${sequence}|${arn}`;
}

function open(catalog: Catalog, region: string, arn: string | undefined): OpenStream {
  const name = /:table\/([^/]+)\/stream\//.exec(arn ?? "")?.[1];
  const replica = catalog.names(region).includes(name ?? "")
    ? catalog.find(region, name)
    : undefined;
  if (!replica?.stream || streamArn(catalog.accountId, replica) !== arn) {
    throw streamNotFound("Stream", arn);
  }
  // Cross-region: reading the copy lets a replica that was cut off catch up first.
  replica.local();
  return { replica, log: replica.stream, arn };
}

function streamNotFound(kind: string, id: string | undefined): AwsError {
  return new AwsError(
    "ResourceNotFoundException",
    `Requested resource not found: ${kind}: ${id} not found`,
  );
}

function trimmed(): AwsError {
  return new AwsError(
    "TrimmedDataAccessException",
    "The operation attempted to read past the oldest stream record in a shard",
  );
}
