import { dynamoDb } from "../adapters/dynamodb";
import { apiFunction } from "../runtime/lambda-function";
import { session } from "../session";

export const handler = apiFunction("session", (environment, ports) =>
  session({ ...ports, dynamo: dynamoDb(), sessionsTable: environment.SESSIONS_TABLE }),
);
