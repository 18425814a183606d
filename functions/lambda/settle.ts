import { dynamoDb } from "../adapters/dynamodb";
import { taskFunction } from "../runtime/lambda-function";
import { settle } from "../settle";

export const handler = taskFunction("settle", (environment, ports) =>
  settle({ ...ports, dynamo: dynamoDb(), controlTable: environment.CONTROL_TABLE }),
);
