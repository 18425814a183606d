import { dynamoDb } from "../adapters/dynamodb";
import { postgres } from "../adapters/postgres";
import { type LedgerDatabase, parseSetting } from "../core/settings";
import { ledger } from "../ledger";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("ledger", (environment, ports) =>
  ledger({
    ...ports,
    sql: postgres(parseSetting<LedgerDatabase>("LEDGER_DATABASE", environment.LEDGER_DATABASE)),
    dynamo: dynamoDb(),
    transactionsTable: environment.TRANSACTIONS_TABLE,
  }),
);
