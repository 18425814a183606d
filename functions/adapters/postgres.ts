import { Client, type ClientConfig } from "pg";
import type { Sql } from "../core/ports";
import type { LedgerDatabase } from "../core/settings";
import { leavesConnectionUnusable, sqlErrorName } from "../core/sql-failure";
import { databaseToken } from "./database-token";

/** Deadlines of a PostgreSQL client; all of them end inside the function's own. */
export interface PostgresTuning {
  readonly connectMs: number;
  readonly statementMs: number;
  /** A connection that was idle for longer may be gone without a trace, so a new one is made. */
  readonly idleMs: number;
  /** Signs in with this instead of an IAM token. */
  readonly password?: () => Promise<string>;
}

const TUNING: PostgresTuning = { connectMs: 5_000, statementMs: 15_000, idleMs: 60_000 };

/** The server gives up first; this only ends waiting for a server that is gone. */
const CLIENT_GRACE_MS = 2_000;

/** A PostgreSQL connection that can be closed, which tests need and functions do not. */
export interface PostgresSql extends Sql {
  close(): Promise<void>;
}

/**
 * One connection, made when first needed and made anew after anything that may have broken it. With
 * TLS it signs in with an IAM token, and trusts the certificates in NODE_EXTRA_CA_CERTS, which must
 * name Lambda's bundle with the RDS authorities: /var/runtime/ca-cert.pem.
 */
export function postgres(
  database: LedgerDatabase,
  changes: Partial<PostgresTuning> = {},
): PostgresSql {
  const tuning = { ...TUNING, ...changes };
  let client: Client | undefined;
  let usedMs = 0;
  let turn: Promise<unknown> = Promise.resolve();

  async function connected(): Promise<Client> {
    if (client && performance.now() - usedMs > tuning.idleMs) discard();
    if (client) return client;
    const fresh = new Client(clientConfig(database, tuning));
    // Without a listener, a connection that breaks while idle would end the process.
    fresh.on("error", () => {
      if (client === fresh) client = undefined;
    });
    try {
      await fresh.connect();
    } catch (error) {
      fresh.end().catch(() => undefined);
      throw renamed(error);
    }
    client = fresh;
    return fresh;
  }

  function discard(): void {
    client?.end().catch(() => undefined);
    client = undefined;
  }

  async function run<Row>(
    current: Client,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    if (client !== current) throw connectionLost();
    try {
      const { rows } = await current.query(text, [...values]);
      return rows as Row[];
    } catch (error) {
      if (leavesConnectionUnusable(sqlStateOf(error))) discard();
      throw renamed(error);
    } finally {
      usedMs = performance.now();
    }
  }

  /** All of it on one connection: a statement after a lost one must not run on its own. */
  async function together<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const current = await connected();
    const inside: Sql = {
      query: (text, values) => run(current, text, values),
      transaction: (nested) => nested(inside),
    };
    await run(current, "BEGIN");
    try {
      const result = await work(inside);
      await run(current, "COMMIT");
      return result;
    } catch (error) {
      if (client === current) await run(current, "ROLLBACK").catch(discard);
      throw error;
    }
  }

  /**
   * One statement or transaction at a time: a statement must never slip into somebody's
   * transaction.
   */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  }

  return {
    query: (text, values) => inTurn(async () => run(await connected(), text, values)),
    transaction: (work) => inTurn(() => together(work)),
    close: () => inTurn(async () => discard()),
  };
}

function connectionLost(): Error {
  return Object.assign(new Error("the connection was lost inside a transaction"), {
    name: "ConnectionLost",
  });
}

function clientConfig(database: LedgerDatabase, tuning: PostgresTuning): ClientConfig {
  const { host, port, user } = database;
  return {
    host,
    port,
    user,
    database: database.database,
    application_name: "payments-dr",
    keepAlive: true,
    connectionTimeoutMillis: tuning.connectMs,
    statement_timeout: tuning.statementMs,
    lock_timeout: tuning.statementMs,
    idle_in_transaction_session_timeout: tuning.statementMs,
    query_timeout: tuning.statementMs + CLIENT_GRACE_MS,
    ...(database.tls ? { ssl: { rejectUnauthorized: true } } : {}),
    ...passwordOf(database, tuning),
  };
}

function passwordOf(
  database: LedgerDatabase,
  tuning: PostgresTuning,
): Pick<ClientConfig, "password"> {
  if (tuning.password) return { password: tuning.password };
  return database.tls ? { password: databaseToken(database) } : {};
}

function sqlStateOf(error: unknown): string | undefined {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown };
  return typeof code === "string" && severity !== undefined ? code : undefined;
}

/** Errors of the server get their SQLSTATE as name; errors of the socket keep theirs. */
function renamed(error: unknown): unknown {
  const state = sqlStateOf(error);
  if (state && error instanceof Error) error.name = sqlErrorName(state);
  return error;
}
