import { databasePassword } from "../adapters/database-password";
import { postgres } from "../adapters/postgres";
import { secretsManager } from "../adapters/secrets";
import { type LedgerDatabase, parseSetting } from "../core/settings";
import { migrate } from "../migrate";
import { taskFunction } from "../runtime/lambda-function";

/** The schema's owner signs in with a password: roles that use IAM tokens are what it creates. */
interface OwnedDatabase extends LedgerDatabase {
  readonly secretId?: string;
}

export const handler = taskFunction("migrate", (environment, ports) => {
  const database = parseSetting<OwnedDatabase>("LEDGER_DATABASE", environment.LEDGER_DATABASE);
  const { secretId } = database;
  const owner = secretId ? { password: databasePassword(secretsManager(), secretId) } : {};
  return migrate({ ...ports, sql: postgres(database, owner) });
});
