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

/** One connection, made when first needed and made anew after anything that may have broken it. */
class Connection implements PostgresSql {
  private client: Client | undefined;
  private usedMs = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: LedgerDatabase,
    private readonly tuning: PostgresTuning,
  ) {}

  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]> {
    return this.inTurn(async () => this.run<Row>(await this.connected(), text, values));
  }

  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.inTurn(() => this.together(work));
  }

  close(): Promise<void> {
    return this.inTurn(async () => this.discard());
  }

  /**
   * One statement or transaction at a time: a statement must never slip into somebody's
   * transaction.
   */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async connected(): Promise<Client> {
    const { tuning } = this;
    if (this.client && performance.now() - this.usedMs > tuning.idleMs) this.discard();
    if (this.client) return this.client;
    const fresh = new Client(clientConfig(this.database, tuning));
    // Without a listener, a connection that breaks while idle would end the process.
    fresh.on("error", () => {
      if (this.client === fresh) this.client = undefined;
    });
    try {
      await fresh.connect();
    } catch (error) {
      fresh.end().catch(() => undefined);
      throw renamed(error);
    }
    this.client = fresh;
    return fresh;
  }

  private discard(): void {
    this.client?.end().catch(() => undefined);
    this.client = undefined;
  }

  private async run<Row>(
    current: Client,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    if (this.client !== current) throw connectionLost();
    try {
      const { rows } = await current.query(text, [...values]);
      return rows as Row[];
    } catch (error) {
      if (leavesConnectionUnusable(sqlStateOf(error))) this.discard();
      throw renamed(error);
    } finally {
      this.usedMs = performance.now();
    }
  }

  /** All of it on one connection: a statement after a lost one must not run on its own. */
  private async together<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const current = await this.connected();
    const inside: Sql = {
      query: (text, values) => this.run(current, text, values),
      transaction: (nested) => nested(inside),
    };
    await this.run(current, "BEGIN");
    try {
      const result = await work(inside);
      await this.run(current, "COMMIT");
      return result;
    } catch (error) {
      if (this.client === current) {
        await this.run(current, "ROLLBACK").catch(() => this.discard());
      }
      throw error;
    }
  }
}

/**
 * The ledger's database. With TLS it signs in with an IAM token, and trusts the certificates in
 * NODE_EXTRA_CA_CERTS, which must name Lambda's bundle with the RDS authorities:
 * /var/runtime/ca-cert.pem.
 */
export function postgres(
  database: LedgerDatabase,
  changes: Partial<PostgresTuning> = {},
): PostgresSql {
  return new Connection(database, { ...TUNING, ...changes });
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
