import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type PostgresSql,
  type PostgresTuning,
  postgres,
} from "../../../functions/adapters/postgres";
import type { LedgerDatabase } from "../../../functions/core/settings";
import { type PostgresCluster, startCluster } from "../../../local/postgres/postgres-cluster";

/** A real PostgreSQL for one test file, with an owner and as many connections as a test wants. */
export interface LedgerServer {
  readonly cluster: PostgresCluster;
  /** Connects as the owner, or as the named role. */
  connect(user?: string, tuning?: Partial<PostgresTuning>): PostgresSql;
  stop(): Promise<void>;
}

export async function startLedgerServer(): Promise<LedgerServer> {
  const folder = mkdtempSync(join(tmpdir(), "payments-ledger-"));
  // The server runs as another user when the tests run as root.
  chmodSync(folder, 0o755);
  const cluster = await startCluster({ dataDir: join(folder, "data"), user: "owner" });
  const open: PostgresSql[] = [];
  return {
    cluster,
    connect(user = "owner", tuning = {}) {
      const database: LedgerDatabase = {
        host: cluster.host,
        port: cluster.port,
        database: "postgres",
        user,
        tls: false,
      };
      const sql = postgres(database, tuning);
      open.push(sql);
      return sql;
    },
    async stop() {
      await Promise.all(open.map((sql) => sql.close()));
      await cluster.stop("immediate");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** How a promise rejected, by the error's name. */
export async function rejectionName(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "nothing was rejected",
    (error: Error) => error.name,
  );
}
