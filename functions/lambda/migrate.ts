import { databasePassword } from "../adapters/database-password";
import { postgres } from "../adapters/postgres";
import { secretsManager } from "../adapters/secrets";
import { type LedgerDatabase, parseSetting } from "../core/settings";
import { migrate } from "../migrate";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("migrate", (environment, ports) => {
  const database = parseSetting<LedgerDatabase>("LEDGER_DATABASE", environment.LEDGER_DATABASE);
  const { secretId } = database;
  const owner = secretId ? { password: databasePassword(secretsManager(), secretId) } : {};
  return migrate({ ...ports, sql: postgres(database, owner) });
});
