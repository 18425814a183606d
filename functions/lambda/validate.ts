import { dynamoDb } from "../adapters/dynamodb";
import { sqs } from "../adapters/sqs";
import { parseSetting } from "../core/settings";
import { apiFunction } from "../runtime/lambda-function";
import { validate } from "../validate";

export const handler = apiFunction("validate", (environment, ports) =>
  validate({
    ...ports,
    dynamo: dynamoDb(),
    sqs: sqs(),
    transactionsTable: environment.TRANSACTIONS_TABLE,
    queueUrl: environment.QUEUE_URL,
    limits: parseSetting("PAYMENT_LIMITS", environment.PAYMENT_LIMITS),
  }),
);
