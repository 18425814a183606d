import type { Operation } from "../catalog";
import { batchGetItem } from "./batch-get-item";
import { batchWriteItem } from "./batch-write-item";
import { deleteItem } from "./delete-item";
import { describeTable, describeTimeToLive, listTables } from "./describe-table";
import { getItem } from "./get-item";
import { putItem } from "./put-item";
import { query } from "./query";
import { describeStream, getRecords, getShardIterator } from "./read-stream";
import { scan } from "./scan";
import { transactGetItems } from "./transact-get-items";
import { transactWriteItems } from "./transact-write-items";
import { updateItem } from "./update-item";

/** An operation and the members of its input that are modelled. */
interface RegisteredOperation {
  readonly run: Operation<Record<string, unknown>>;
  readonly members: ReadonlySet<string>;
}

const EXPRESSION = "TableName ExpressionAttributeNames ReturnConsumedCapacity";
const CONDITION = `${EXPRESSION} ExpressionAttributeValues ConditionExpression ReturnValues ReturnValuesOnConditionCheckFailure`;
const PAGE = `${EXPRESSION} ExpressionAttributeValues IndexName FilterExpression ProjectionExpression Select Limit ConsistentRead ExclusiveStartKey`;

/** Everything the local DynamoDB can do. What is not here is refused by name. */
export const OPERATIONS: ReadonlyMap<string, RegisteredOperation> = new Map([
  entry("PutItem", putItem, `${CONDITION} Item`),
  entry("GetItem", getItem, `${EXPRESSION} Key ConsistentRead ProjectionExpression`),
  entry("UpdateItem", updateItem, `${CONDITION} Key UpdateExpression`),
  entry("DeleteItem", deleteItem, `${CONDITION} Key`),
  entry("Query", query, `${PAGE} KeyConditionExpression ScanIndexForward`),
  entry("Scan", scan, `${PAGE} Segment TotalSegments`),
  entry("BatchGetItem", batchGetItem, "RequestItems ReturnConsumedCapacity"),
  entry("BatchWriteItem", batchWriteItem, "RequestItems ReturnConsumedCapacity"),
  entry("TransactGetItems", transactGetItems, "TransactItems ReturnConsumedCapacity"),
  entry(
    "TransactWriteItems",
    transactWriteItems,
    "TransactItems ClientRequestToken ReturnConsumedCapacity",
  ),
  entry("DescribeTable", describeTable, "TableName"),
  entry("DescribeTimeToLive", describeTimeToLive, "TableName"),
  entry("ListTables", listTables, "ExclusiveStartTableName Limit"),
  entry("DescribeStream", describeStream, "StreamArn"),
  entry("GetShardIterator", getShardIterator, "StreamArn ShardId ShardIteratorType SequenceNumber"),
  entry("GetRecords", getRecords, "ShardIterator Limit"),
]);

function entry<Input>(
  name: string,
  run: Operation<Input>,
  members: string,
): [string, RegisteredOperation] {
  return [
    name,
    { run: run as Operation<Record<string, unknown>>, members: new Set(members.split(" ")) },
  ];
}
