import { dynamoDb } from "../adapters/dynamodb";
import { s3 } from "../adapters/s3";
import { sns } from "../adapters/sns";
import { evidence } from "../evidence";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("evidence", (environment, ports) =>
  evidence({
    ...ports,
    dynamo: dynamoDb(),
    s3: s3(),
    sns: sns(),
    controlTable: environment.CONTROL_TABLE,
    archiveBucket: environment.ARCHIVE_BUCKET,
    archiveKeyArn: environment.ARCHIVE_KEY_ARN,
    alertsTopicArn: environment.ALERTS_TOPIC_ARN,
  }),
);
