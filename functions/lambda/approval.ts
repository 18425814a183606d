import { dynamoDb } from "../adapters/dynamodb";
import { sfn } from "../adapters/sfn";
import { approval } from "../approval";
import { apiFunction } from "../runtime/lambda-function";

export const handler = apiFunction("approval", (environment, ports) =>
  approval({ ...ports, dynamo: dynamoDb(), sfn: sfn(), controlTable: environment.CONTROL_TABLE }),
);
