import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Client } from "pg";
import { PostgresPair } from "../../../local/cloud/postgres-pair";
import { findPostgres, type PostgresBinaries } from "../../../local/postgres/postgres-binaries";
import { rejection } from "../wire/rejection";

const east = "us-east-1";
const west = "us-east-2";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One pair lives through several disasters, so the tests of this file run in order. */
describe("Two regions' databases", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "payments-pair-"));
  const ports: Record<string, number> = {};
  let pair: PostgresPair;

  before(async function () {
    let binaries: PostgresBinaries;
    try {
      binaries = findPostgres();
    } catch {
      this.skip();
    }
    chmodSync(folder, 0o755);
    for (const region of [east, west]) ports[region] = await freePort();
    const place = (region: string) => ({
      region,
      dataDir: join(folder, region),
      port: ports[region] ?? 0,
    });
    pair = await PostgresPair.open({
      places: [place(east), place(west)],
      databaseName: "ledger",
      owner: "ledger_admin",
      binaries,
    });
    await run(east, "CREATE TABLE entries (id int PRIMARY KEY)");
  });

  after(async () => {
    await pair?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(region: string, text: string): Promise<Record<string, unknown>[]> {
    const client = new Client({
      host: "127.0.0.1",
      port: ports[region],
      user: "ledger_admin",
      database: "ledger",
    });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  async function eventually(region: string, count: number): Promise<void> {
    for (let i = 0; i < 200; i++) {
      const rows = await run(region, "SELECT count(*)::int AS n FROM entries").catch(() => []);
      if (rows[0]?.n === count) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect.fail(`${region} never had ${count} entries`);
  }

  it("follow each other, and the follower takes no writes", async () => {
    await run(east, "INSERT INTO entries VALUES (1)");
    await eventually(west, 1);
    expect((await rejection(run(west, "INSERT INTO entries VALUES (2)"))).code).to.equal("25006");
    await pair.measure();
    const { writerRegion, regions } = pair.status();
    expect(writerRegion).to.equal(east);
    expect(regions[west]).to.deep.include({ isUp: true, isReplicating: true });
    expect(regions[east]?.isReplicating).to.equal(false);
  });

  it("stop following while nothing passes between them, and catch up afterwards", async () => {
    await pair.setLinked(false);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await run(east, "INSERT INTO entries VALUES (2)");
    await pair.measure();
    expect(pair.status().regions[west]?.isReplicating).to.equal(false);
    expect(await run(west, "SELECT 1 AS n FROM entries")).to.have.length(1);
    await pair.setLinked(true);
    await eventually(west, 2);
  });

  it("change places without loss when asked to", async () => {
    await pair.switchover(west);
    expect(pair.status().writerRegion).to.equal(west);
    await run(west, "INSERT INTO entries VALUES (3)");
    await eventually(east, 3);
    expect((await rejection(run(east, "INSERT INTO entries VALUES (4)"))).code).to.equal("25006");
    await pair.switchover(east);
    await run(east, "INSERT INTO entries VALUES (4)");
    await eventually(west, 4);
  });

  it("go on as they were when a region was dark and nobody took over", async () => {
    await pair.setDark(east, true);
    expect((await rejection(run(east, "SELECT 1"))).code).to.equal("ECONNREFUSED");
    expect(pair.status().regions[east]?.isUp).to.equal(false);
    await pair.setDark(east, false);
    await run(east, "INSERT INTO entries VALUES (5)");
    await eventually(west, 5);
  });

  it("survive the death of the writer, which comes back as a follower only", async () => {
    await pair.setDark(east, true);
    await pair.promote(west);
    await run(west, "INSERT INTO entries VALUES (6)");
    expect((await rejection(pair.rejoin(east))).message).to.match(/cannot be rebuilt now/);
    await pair.setDark(east, false);
    // It still believes that it writes; nobody may ask it before it has been rebuilt.
    expect((await rejection(run(east, "SELECT 1"))).code).to.equal("ECONNREFUSED");
    await pair.rejoin(east);
    await eventually(east, 6);
    expect((await rejection(run(east, "INSERT INTO entries VALUES (7)"))).code).to.equal("25006");
    await pair.measure();
    expect(pair.status()).to.deep.include({ writerRegion: west });
    expect(pair.status().regions[east]).to.deep.include({ isUp: true, isReplicating: true });
  });
});
