import { dynamoDb } from "../adapters/dynamodb";
import { latch } from "../latch";
import { apiFunction } from "../runtime/lambda-function";

export const handler = apiFunction("latch", (environment, ports) =>
  latch({
    ...ports,
    dynamo: dynamoDb(),
    controlTable: environment.CONTROL_TABLE,
    primaryRegion: environment.PRIMARY_REGION,
  }),
);
