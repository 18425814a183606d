import { dynamoDb } from "../adapters/dynamodb";
import { payment } from "../payment";
import { apiFunction } from "../runtime/lambda-function";

export const handler = apiFunction("payment", (environment, ports) =>
  payment({
    ...ports,
    dynamo: dynamoDb(),
    transactionsTable: environment.TRANSACTIONS_TABLE,
  }),
);
