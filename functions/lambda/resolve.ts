import { dynamoDb } from "../adapters/dynamodb";
import { resolve } from "../resolve";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("resolve", (environment, ports) =>
  resolve({
    ...ports,
    dynamo: dynamoDb(),
    transactionsTable: environment.TRANSACTIONS_TABLE,
  }),
);
