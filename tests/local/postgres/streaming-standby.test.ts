import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type PostgresCluster, startCluster } from "../../../local/postgres/postgres-cluster";
import {
  caughtUp,
  createStandby,
  isStandby,
  lag,
  promote,
  reclone,
} from "../../../local/postgres/streaming-standby";

async function rejection(work: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error("the promise was expected to reject");
}

/** One pair of servers lives through a whole disaster, so the tests of this file run in order. */
describe("a PostgreSQL primary and its standby", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "payments-postgres-"));
  let primary: PostgresCluster;
  let standby: PostgresCluster;

  before(async () => {
    chmodSync(folder, 0o755);
    primary = await startCluster({ dataDir: join(folder, "primary"), user: "owner" });
    await primary.query("CREATE TABLE payment (id int PRIMARY KEY)");
    await primary.query("INSERT INTO payment VALUES (1)");
    standby = await createStandby(primary, { dataDir: join(folder, "standby") });
  });

  after(async () => {
    await Promise.all([primary?.stop("immediate"), standby?.stop("immediate")]);
    rmSync(folder, { recursive: true, force: true });
  });

  const count = async (cluster: PostgresCluster) =>
    (await cluster.query<{ n: number }>("SELECT count(*)::int AS n FROM payment"))[0]?.n;

  it("streams what the primary writes after the copy", async () => {
    await primary.query("INSERT INTO payment SELECT generate_series(2, 100)");
    await caughtUp(primary, standby, 10_000);
    expect(await count(standby)).to.equal(100);
    const behind = await lag(primary, standby);
    expect(behind.bytes).to.be.a("number");
    expect(behind.bytes).to.be.lessThan(100_000);
  });

  it("refuses writes on the standby", async () => {
    expect(await isStandby(standby)).to.equal(true);
    const error = await rejection(standby.query("INSERT INTO payment VALUES (101)"));
    expect(error.code).to.equal("25006");
  });

  it("reports an unknown lag, not zero, when the primary is gone", async () => {
    await primary.stop("immediate");
    expect((await lag(primary, standby)).bytes).to.equal(undefined);
  });

  it("keeps everything that was replicated and accepts writes once promoted", async () => {
    await promote(standby);
    expect(await isStandby(standby)).to.equal(false);
    await standby.query("INSERT INTO payment VALUES (101)");
    expect(await count(standby)).to.equal(101);
  });

  it("makes the former primary follow the new one, without its unreplicated writes", async () => {
    await primary.start();
    await primary.query("INSERT INTO payment VALUES (999)");
    const stale = join(primary.dataDir, "pg_wal", "stale");
    writeFileSync(stale, "");
    await reclone(primary, standby);
    expect(existsSync(stale)).to.equal(false);
    expect(await isStandby(primary)).to.equal(true);
    await standby.query("INSERT INTO payment VALUES (102)");
    await caughtUp(standby, primary, 10_000);
    const rows = await primary.query<{ id: number }>(
      "SELECT id FROM payment WHERE id > 100 ORDER BY id",
    );
    expect(rows.map(({ id }) => id)).to.deep.equal([101, 102]);
  });
});
