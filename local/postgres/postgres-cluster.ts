import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import { makeDataDir } from "./cluster-files";
import { findPostgres, type PostgresBinaries } from "./postgres-binaries";
import { type ProcessUser, postgresUser } from "./unprivileged-user";

/** Where a cluster keeps its files and who may sign in. */
export interface ClusterOptions {
  readonly dataDir: string;
  /** Loopback port. @default a free one */
  readonly port?: number;
  /** Superuser of the cluster, who signs in without a password: it listens on loopback only. */
  readonly user: string;
  /** @default found anew */
  readonly binaries?: PostgresBinaries;
}

const HOST = "127.0.0.1";
const READY_WITHIN_MS = 30_000;
const RUN = promisify(execFile);

/**
 * Durable against a crash of the process, which is what a drill inflicts, not against a crash of
 * the laptop. Enough log is kept that a standby which was away for a drill can still catch up.
 */
const SETTINGS = `
listen_addresses = '${HOST}'
unix_socket_directories = ''
fsync = off
wal_level = replica
max_wal_senders = 8
wal_keep_size = '256MB'
hot_standby = on
max_connections = 40
shared_buffers = '32MB'
wal_receiver_timeout = '5s'
wal_retrieve_retry_interval = '200ms'
logging_collector = off
log_min_messages = warning
`;

/** One PostgreSQL server: a process of ours and its data directory. */
export class PostgresCluster {
  readonly host = HOST;
  private server: ChildProcess | undefined;
  private output = "";

  private constructor(
    readonly dataDir: string,
    readonly port: number,
    readonly user: string,
    private readonly binaries: PostgresBinaries,
    private readonly account: ProcessUser,
  ) {}

  /** A cluster whose data directory exists or will be filled before `start`. */
  static async at(options: ClusterOptions): Promise<PostgresCluster> {
    const account = postgresUser();
    const port = options.port ?? (await freePort());
    const binaries = options.binaries ?? findPostgres(account);
    return new PostgresCluster(options.dataDir, port, options.user, binaries, account);
  }

  /** Whom the files belong to. */
  get owner(): ProcessUser {
    return this.account;
  }

  get running(): boolean {
    return this.server !== undefined;
  }

  /** Creates the data directory, unless it already holds a cluster. */
  async initialise(): Promise<void> {
    if (existsSync(join(this.dataDir, "PG_VERSION"))) return;
    await makeDataDir(this.dataDir, this.account);
    const flags = ["--auth=trust", "--no-locale", "--encoding=UTF8", "--no-sync"];
    const target = ["--pgdata", this.dataDir, "--username", this.user];
    await RUN(this.binaries.initdb, [...flags, ...target], { ...this.account, cwd: "/" });
    await appendFile(join(this.dataDir, "postgresql.conf"), SETTINGS);
  }

  /** Starts the server and waits until it answers. */
  async start(): Promise<void> {
    if (this.server) throw new Error(`the cluster in ${this.dataDir} already runs`);
    const server = spawn(
      this.binaries.postgres,
      ["-D", this.dataDir, "-p", String(this.port), "-c", `listen_addresses=${HOST}`],
      { ...this.account, cwd: "/", stdio: ["ignore", "pipe", "pipe"] },
    );
    this.server = server;
    this.output = "";
    const keep = (chunk: Buffer) => {
      this.output = (this.output + chunk.toString("utf8")).slice(-4_000);
    };
    server.stdout?.on("data", keep);
    server.stderr?.on("data", keep);
    const stopWithUs = () => server.kill("SIGQUIT");
    process.once("exit", stopWithUs);
    server.once("error", (error) => keep(Buffer.from(error.message)));
    server.once("exit", () => {
      process.removeListener("exit", stopWithUs);
      if (this.server === server) this.server = undefined;
    });
    await this.untilReady(server);
  }

  /** Ends the server: "fast" as an operator does, "immediate" as a lost region does. */
  async stop(mode: "fast" | "immediate" = "fast"): Promise<void> {
    const { server } = this;
    if (!server) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill(mode === "fast" ? "SIGINT" : "SIGQUIT");
    await ended;
    this.server = undefined;
  }

  /** Runs one statement on a connection of its own. */
  async query<Row = Record<string, unknown>>(
    text: string,
    values: readonly unknown[] = [],
    database = "postgres",
  ): Promise<readonly Row[]> {
    return this.connected(async (client) => {
      const { rows } = await client.query(text, [...values]);
      return rows as Row[];
    }, database);
  }

  /** Lends one connection, for work that must stay on the same one. */
  async connected<T>(work: (client: Client) => Promise<T>, database = "postgres"): Promise<T> {
    const client = new Client({
      host: HOST,
      port: this.port,
      user: this.user,
      database,
      connectionTimeoutMillis: 2_000,
    });
    // A server that dies under an idle connection must fail the next query, not the process.
    client.on("error", () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async untilReady(server: ChildProcess): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    for (;;) {
      if (this.server !== server) {
        throw new Error(`PostgreSQL did not start in ${this.dataDir}:\n${this.output}`);
      }
      try {
        await this.query("SELECT 1");
        return;
      } catch (error) {
        if (performance.now() > deadline) {
          await this.stop("immediate");
          throw new Error(
            `PostgreSQL does not answer (${(error as Error).message}):\n${this.output}`,
          );
        }
        await sleep(25);
      }
    }
  }
}

/** Creates and starts a cluster that accepts writes. */
export async function startCluster(options: ClusterOptions): Promise<PostgresCluster> {
  const cluster = await PostgresCluster.at(options);
  await cluster.initialise();
  await cluster.start();
  return cluster;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, HOST, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port on loopback");
  return address.port;
}
