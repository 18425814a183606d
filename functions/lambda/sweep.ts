import { dynamoDb } from "../adapters/dynamodb";
import { sns } from "../adapters/sns";
import { sqs } from "../adapters/sqs";
import type { Consistency } from "../core/settings";
import { taskFunction } from "../runtime/lambda-function";
import { authorityReader } from "../store/authority";
import { sweep } from "../sweep";

export const handler = taskFunction("sweep", (environment, ports) => {
  const dynamo = dynamoDb();
  const controlTable = environment.CONTROL_TABLE;
  return sweep({
    ...ports,
    dynamo,
    sqs: sqs(),
    sns: sns(),
    authority: authorityReader({ ...ports, dynamo, controlTable }),
    transactionsTable: environment.TRANSACTIONS_TABLE,
    queueUrl: environment.QUEUE_URL,
    eventsTopicArn: environment.EVENTS_TOPIC_ARN,
    consistency: environment.CONSISTENCY as Consistency,
  });
});
