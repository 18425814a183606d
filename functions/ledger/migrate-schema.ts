import { LEDGER_ROLE } from "../core/ledger-posting";
import type { Sql } from "../core/ports";
import { MIGRATIONS, type Migration } from "./migrations";

/** What a run of the migrations did. */
export interface MigrationReport {
  /** A replica cannot be migrated and need not be: it receives what its primary got. */
  readonly replica: boolean;
  readonly applied: readonly number[];
  readonly version: number;
}

/** Any constant that nobody else locks: two deployments at once must take turns. */
const LOCK = 5_918_273_645;

const BOOKKEEPING = `
CREATE SCHEMA IF NOT EXISTS ledger;
CREATE TABLE IF NOT EXISTS ledger.migrations (
  version integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);
`;

/**
 * Brings the schema to the newest version; every run after the first changes nothing. All steps are
 * one transaction, so a failure leaves the schema as it was.
 */
export async function migrateSchema(
  sql: Sql,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<MigrationReport> {
  const newest = migrations.at(-1)?.version ?? 0;
  if (await isReplica(sql)) return { replica: true, applied: [], version: newest };
  return sql.transaction(async (inside) => {
    await inside.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    await inside.query(BOOKKEEPING);
    const rows = await inside.query<{ version: number }>("SELECT version FROM ledger.migrations");
    const done = new Set(rows.map(({ version }) => version));
    const unknown = [...done].filter((version) => version > newest);
    if (unknown.length > 0) throw new Error("the ledger's schema is newer than this code");
    const applied: number[] = [];
    for (const { version, name, sql: text } of migrations) {
      if (done.has(version)) continue;
      await inside.query(text);
      await inside.query("INSERT INTO ledger.migrations (version, name) VALUES ($1, $2)", [
        version,
        name,
      ]);
      applied.push(version);
    }
    await inside.query(GRANTS);
    return { replica: false, applied, version: newest };
  });
}

async function isReplica(sql: Sql): Promise<boolean> {
  const [row] = await sql.query<{ replica: boolean }>("SELECT pg_is_in_recovery() AS replica");
  return row?.replica === true;
}

/**
 * The role of the ledger function may add to the books and read them, nothing else. `rds_iam`
 * exists only on RDS; membership makes the role sign in with IAM tokens and with nothing else.
 */
const GRANTS = `
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${LEDGER_ROLE}') THEN
    CREATE ROLE ${LEDGER_ROLE} LOGIN;
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_iam') THEN
    GRANT rds_iam TO ${LEDGER_ROLE};
  END IF;
END $$;
REVOKE ALL ON SCHEMA ledger FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger TO ${LEDGER_ROLE};
GRANT SELECT, INSERT ON ledger.accounts, ledger.transactions, ledger.entries TO ${LEDGER_ROLE};
GRANT SELECT ON ledger.balances, ledger.migrations TO ${LEDGER_ROLE};
`;
