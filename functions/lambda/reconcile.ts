import { dynamoDb } from "../adapters/dynamodb";
import { lambdaInvoke } from "../adapters/lambda-invoke";
import { processorFor } from "../adapters/processor";
import { s3 } from "../adapters/s3";
import { s3Reader } from "../adapters/s3-reader";
import { sdkSettings } from "../adapters/sdk-remote";
import { NO_LEDGER, type ProcessorSettings, parseSetting } from "../core/settings";
import { reconcile } from "../reconcile";
import { taskFunction } from "../runtime/lambda-function";
import { ledgerFunction } from "../store/ledger-books";
import { lookedUpBooks } from "../store/payment-inquiry";

/** A statement may take as long as the ledger's own patience with it. */
const ledgerCaller = (region: string) => lambdaInvoke(region, sdkSettings({ requestMs: 16_000 }));

export const handler = taskFunction("reconcile", (environment, ports) => {
  const ledger = environment.LEDGER_FUNCTION;
  const settings = parseSetting<ProcessorSettings>("PROCESSOR", environment.PROCESSOR);
  return reconcile({
    ...ports,
    dynamo: dynamoDb(),
    replicas: { [environment.PEER_REGION]: dynamoDb({ region: environment.PEER_REGION }) },
    s3: s3(),
    receiptArchive: s3Reader(),
    ledger: ledger === NO_LEDGER ? undefined : ledgerFunction(ledgerCaller(ports.region), ledger),
    processor: settings.lookup ? lookedUpBooks(processorFor(settings, ports.clock)) : undefined,
    transactionsTable: environment.TRANSACTIONS_TABLE,
    archiveBucket: environment.ARCHIVE_BUCKET,
    archiveKeyArn: environment.ARCHIVE_KEY_ARN,
  });
});
