import { dynamoDb } from "../adapters/dynamodb";
import { processorFor } from "../adapters/processor";
import { s3 } from "../adapters/s3";
import { type ProcessorSettings, parseSetting } from "../core/settings";
import { reconcile } from "../reconcile";
import { taskFunction } from "../runtime/lambda-function";
import { lookedUpBooks } from "../store/payment-inquiry";

export const handler = taskFunction("reconcile", (environment, ports) => {
  const settings = parseSetting<ProcessorSettings>("PROCESSOR", environment.PROCESSOR);
  return reconcile({
    ...ports,
    dynamo: dynamoDb(),
    s3: s3(),
    processor: settings.lookup ? lookedUpBooks(processorFor(settings, ports.clock)) : undefined,
    transactionsTable: environment.TRANSACTIONS_TABLE,
    archiveBucket: environment.ARCHIVE_BUCKET,
    archiveKeyArn: environment.ARCHIVE_KEY_ARN,
  });
});
