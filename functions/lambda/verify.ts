import { dynamoDb } from "../adapters/dynamodb";
import { https } from "../adapters/https";
import { sqs } from "../adapters/sqs";
import { parseSetting } from "../core/settings";
import { taskFunction } from "../runtime/lambda-function";
import { verify } from "../verify";

export const handler = taskFunction("verify", (environment, ports) =>
  verify({
    ...ports,
    dynamo: dynamoDb(),
    sqs: sqs(),
    http: https(),
    transactionsTable: environment.TRANSACTIONS_TABLE,
    queueUrl: environment.QUEUE_URL,
    limits: parseSetting("PAYMENT_LIMITS", environment.PAYMENT_LIMITS),
    healthUrls: parseSetting("HEALTH_URLS", environment.HEALTH_URLS),
  }),
);
