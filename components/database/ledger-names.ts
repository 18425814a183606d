/** The ledger's database in the cluster. */
export const LEDGER_DATABASE_NAME = "ledger";

/** Owns the schema; its password exists because a cluster cannot be created without one. */
export const LEDGER_ADMIN = "ledger_admin";

export const LEDGER_PORT = 5432;

export const LEDGER_ENGINE = "aurora-postgresql";
