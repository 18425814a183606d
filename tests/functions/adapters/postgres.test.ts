import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { databaseToken } from "../../../functions/adapters/database-token";
import { postgres } from "../../../functions/adapters/postgres";
import type { LedgerDatabase } from "../../../functions/core/settings";
import { type LedgerServer, rejectionName, startLedgerServer } from "../ledger/ledger-server";

describe("the PostgreSQL adapter against a real server", function () {
  this.timeout(60_000);
  let server: LedgerServer;

  before(async () => {
    server = await startLedgerServer();
    await server.connect().query("CREATE TABLE note (id int PRIMARY KEY)");
  });
  after(() => server?.stop());

  const notes = async () =>
    (await server.connect().query<{ id: number }>("SELECT id FROM note ORDER BY id")).map(
      ({ id }) => id,
    );
  const backend = "SELECT pg_backend_pid() AS pid";

  it("keeps one connection", async () => {
    const sql = server.connect();
    const [first, second] = [await sql.query(backend), await sql.query(backend)];
    expect(first).to.deep.equal(second);
  });

  it("keeps it after an error of a statement, and names the error by its state", async () => {
    const sql = server.connect();
    const before = await sql.query(backend);
    expect(await rejectionName(sql.query("SELECT nonsense"))).to.equal("Postgres42703");
    expect(await sql.query(backend)).to.deep.equal(before);
  });

  it("makes a new one after the server has closed it, idle or in use", async () => {
    const sql = server.connect();
    const [before] = await sql.query<{ pid: number }>(backend);
    await server.cluster.query("SELECT pg_terminate_backend($1)", [before?.pid]);
    await rejectionName(sql.query("SELECT 1"));
    const [after] = await sql.query<{ pid: number }>(backend);
    expect(after?.pid).not.to.equal(before?.pid);
    const suicide = "SELECT pg_terminate_backend(pg_backend_pid())";
    expect(await rejectionName(sql.query(suicide))).to.equal("Postgres57P01");
    expect(await sql.query("SELECT 1 AS one")).to.deep.equal([{ one: 1 }]);
  });

  it("makes a new one instead of trusting one that was idle for long", async () => {
    const sql = server.connect("owner", { idleMs: 0 });
    const before = await sql.query(backend);
    expect(await sql.query(backend)).not.to.deep.equal(before);
  });

  it("leaves a server that refuses writes, because the writer has moved", async () => {
    const sql = server.connect();
    const before = await sql.query(backend);
    const write = "SET transaction_read_only = on; CREATE TABLE other (id int)";
    expect(await rejectionName(sql.query(write))).to.equal("Postgres25006");
    expect(await sql.query(backend)).not.to.deep.equal(before);
  });

  it("gives up a statement at its deadline", async () => {
    const sql = server.connect("owner", { statementMs: 50 });
    expect(await rejectionName(sql.query("SELECT pg_sleep(10)"))).to.equal("Postgres57014");
  });

  it("gives up waiting for a server that is not there", async () => {
    const sql = postgres({ host: "127.0.0.1", port: 1, database: "x", user: "x", tls: false });
    const error = await sql.query("SELECT 1").catch((reason: { code?: string }) => reason);
    expect(error).to.have.property("code", "ECONNREFUSED");
  });

  describe("in a transaction", () => {
    it("keeps everything or nothing", async () => {
      const sql = server.connect();
      await sql.transaction(async (inside) => {
        await inside.query("INSERT INTO note VALUES (1)");
        await inside.transaction((nested) => nested.query("INSERT INTO note VALUES (2)"));
      });
      const failed = sql.transaction(async (inside) => {
        await inside.query("INSERT INTO note VALUES (3)");
        throw Object.assign(new Error("changed my mind"), { name: "Changed" });
      });
      expect(await rejectionName(failed)).to.equal("Changed");
      expect(await notes()).to.deep.equal([1, 2]);
    });

    it("lets no statement from outside slip in", async () => {
      const sql = server.connect();
      await sql.query("SELECT 1");
      const failed = sql.transaction(async (inside) => {
        await inside.query("INSERT INTO note VALUES (10)");
        await inside.query("SELECT pg_sleep(0.05)");
        throw new Error("rolled back");
      });
      const outside = sql.query("INSERT INTO note VALUES (11)");
      await Promise.allSettled([failed, outside]);
      expect(await notes())
        .to.include(11)
        .and.not.to.include(10);
    });

    it("never carries on alone after the connection was lost", async () => {
      const sql = server.connect();
      const work = sql.transaction(async (inside) => {
        await inside.query("INSERT INTO note VALUES (20)");
        await rejectionName(inside.query("SELECT pg_terminate_backend(pg_backend_pid())"));
        await inside.query("INSERT INTO note VALUES (21)");
      });
      expect(await rejectionName(work)).to.equal("ConnectionLost");
      expect(await notes()).to.not.include.oneOf([20, 21]);
      expect(await sql.query("SELECT 1 AS one")).to.deep.equal([{ one: 1 }]);
    });
  });

  describe("signing in", () => {
    it("asks for a password anew for each connection", async () => {
      await server.cluster.query("CREATE ROLE clerk LOGIN PASSWORD 'second'");
      const rules = join(server.cluster.dataDir, "pg_hba.conf");
      const before = readFileSync(rules, "utf8");
      writeFileSync(rules, `host all clerk 127.0.0.1/32 password\n${before}`);
      await server.cluster.query("SELECT pg_reload_conf()");
      const passwords = ["first", "second"];
      const password = async () => passwords.shift() ?? "exhausted";
      const sql = server.connect("clerk", { password });
      expect(await rejectionName(sql.query("SELECT 1"))).to.equal("Postgres28P01");
      expect(await sql.query("SELECT current_user AS who")).to.deep.equal([{ who: "clerk" }]);
    });

    it("sends no password to a server without TLS when TLS was asked for", async () => {
      const { host, port } = server.cluster;
      const database: LedgerDatabase = {
        host,
        port,
        database: "postgres",
        user: "owner",
        tls: true,
      };
      let asked = false;
      const password = async () => {
        asked = true;
        return "secret";
      };
      const error = await postgres(database, { password })
        .query("SELECT 1")
        .catch((reason: Error) => reason);
      expect(error)
        .to.have.property("message")
        .that.matches(/does not support SSL/);
      expect(asked).to.equal(false);
    });

    it("makes a token for exactly one role of one database", async () => {
      const database = { host: "db.test", port: 5432, database: "x", user: "clerk", tls: true };
      const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
      const token = await databaseToken(database, { region: "us-east-2", credentials })();
      const { host, searchParams } = new URL(`https://${token}`);
      expect(host).to.equal("db.test:5432");
      expect(searchParams.get("DBUser")).to.equal("clerk");
      expect(searchParams.get("Action")).to.equal("connect");
      expect(searchParams.get("X-Amz-Credential")).to.match(/\/us-east-2\/rds-db\//);
    });
  });
});
