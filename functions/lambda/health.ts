import { dynamoDb } from "../adapters/dynamodb";
import { health } from "../health";
import { apiFunction } from "../runtime/lambda-function";

export const handler = apiFunction("health", (environment, ports) =>
  health({
    ...ports,
    dynamo: dynamoDb(),
    controlTable: environment.CONTROL_TABLE,
    transactionsTable: environment.TRANSACTIONS_TABLE,
  }),
);
