import { dynamoDb } from "../adapters/dynamodb";
import type { Consistency } from "../core/settings";
import { fence } from "../fence";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("fence", (environment, ports) =>
  fence({
    ...ports,
    dynamo: dynamoDb(),
    controlTable: environment.CONTROL_TABLE,
    consistency: environment.CONSISTENCY as Consistency,
  }),
);
