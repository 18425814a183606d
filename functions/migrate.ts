import type { BasePorts, Sql } from "./core/ports";
import { type MigrationReport, migrateSchema } from "./ledger/migrate-schema";

export interface MigratePorts extends BasePorts {
  /** Signed in as the owner of the database, not as the ledger's own role. */
  readonly sql: Sql;
}

/** Brings the ledger's schema up to date at each deployment; repeating it changes nothing. */
export function migrate(ports: MigratePorts) {
  return async (_event: unknown): Promise<MigrationReport> => {
    const report = await migrateSchema(ports.sql);
    ports.log.info("ledger schema", { version: report.version, applied: report.applied.length });
    return report;
  };
}
