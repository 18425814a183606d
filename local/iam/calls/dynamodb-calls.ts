import { type CallPlace, type CallTable, type Demand, type Input, keyDemands } from "../demand";

/** A table by its name or ARN, as every operation may name it. */
function tableArn(name: unknown, { region, account }: CallPlace): string {
  const text = String(name);
  return text.startsWith("arn:") ? text : `arn:aws:dynamodb:${region}:${account}:table/${text}`;
}

function on(action: string, resource: string, table: string, place: CallPlace): Demand[] {
  return [{ action: `dynamodb:${action}`, resource }, ...keyDemands(place, table, ["kms:Decrypt"])];
}

const onTable = (action: string) => (input: Input, place: CallPlace) => {
  const table = tableArn(input.TableName, place);
  return on(action, table, table, place);
};

/** Reading an index is a permission of its own: that of the table does not include it. */
const onTableOrIndex = (action: string) => (input: Input, place: CallPlace) => {
  const table = tableArn(input.TableName, place);
  const { IndexName } = input;
  return on(action, IndexName === undefined ? table : `${table}/index/${IndexName}`, table, place);
};

const onBatch = (action: string) => (input: Input, place: CallPlace) =>
  Object.keys((input.RequestItems ?? {}) as object).flatMap((name) => {
    const table = tableArn(name, place);
    return on(action, table, table, place);
  });

const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
};

function transaction(input: Input, place: CallPlace): readonly Demand[] {
  const items = (input.TransactItems ?? []) as readonly Record<string, { TableName?: string }>[];
  return items.flatMap((item) =>
    Object.entries(item).flatMap(([kind, { TableName }]) => {
      const table = tableArn(TableName, place);
      return on(TRANSACTION_ACTIONS[kind] ?? kind, table, table, place);
    }),
  );
}

/** An iterator names its stream at its end. */
const onStream = (action: string) => (input: Input) => {
  const named = String(input.StreamArn ?? input.ShardIterator);
  return [{ action: `dynamodb:${action}`, resource: named.split("|").at(-1) ?? named }];
};

/** DynamoDB: the table for items, the index for queries of an index. */
export const DYNAMODB_CALLS: CallTable = {
  GetItem: onTable("GetItem"),
  PutItem: onTable("PutItem"),
  UpdateItem: onTable("UpdateItem"),
  DeleteItem: onTable("DeleteItem"),
  Query: onTableOrIndex("Query"),
  Scan: onTableOrIndex("Scan"),
  DescribeTable: onTable("DescribeTable"),
  DescribeTimeToLive: onTable("DescribeTimeToLive"),
  BatchGetItem: onBatch("BatchGetItem"),
  BatchWriteItem: onBatch("BatchWriteItem"),
  TransactGetItems: transaction,
  TransactWriteItems: transaction,
  ListTables: () => [{ action: "dynamodb:ListTables", resource: "*" }],
  DescribeStream: onStream("DescribeStream"),
  GetShardIterator: onStream("GetShardIterator"),
  GetRecords: onStream("GetRecords"),
};
