import { expect } from "chai";
import type { PostgresSql } from "../../../functions/adapters/postgres";
import { LEDGER_ROLE, type Posting } from "../../../functions/core/ledger-posting";
import { migrateSchema } from "../../../functions/ledger/migrate-schema";
import { postBatch } from "../../../functions/ledger/post-batch";
import { systemClock } from "../../../functions/runtime/clock";
import { type LedgerServer, startLedgerServer } from "./ledger-server";

const timing = { clock: systemClock, random: () => 0.5 };

function posting(id: string, changes: Partial<Posting> = {}): Posting {
  return {
    transactionId: `shop#${id}`,
    tenant: "shop",
    currency: "USD",
    amountMinor: "1250",
    customer: "c-1",
    reference: `r-${id}`,
    acceptedMs: 1_893_553_445_123,
    ...changes,
  };
}

const many = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => posting(`${prefix}-${i}`, { tenant: `t${i % 7}` }));

describe("posting to the ledger on a real PostgreSQL", function () {
  this.timeout(60_000);
  let server: LedgerServer;
  let sql: PostgresSql;

  before(async () => {
    server = await startLedgerServer();
    await migrateSchema(server.connect());
    sql = server.connect(LEDGER_ROLE);
  });
  after(() => server?.stop());

  const lines = (id: string) =>
    sql.query(
      `SELECT account, currency, amount_minor FROM ledger.entries
       WHERE transaction_id = $1 ORDER BY line`,
      [`shop#${id}`],
    );

  it("debits the processor and credits the tenant", async () => {
    const report = await postBatch(timing, sql, [posting("one")], "event");
    expect(report).to.deep.equal({ posted: ["shop#one"], present: [], contradicting: [] });
    expect(await lines("one")).to.deep.equal([
      { account: "receivable:processor", currency: "USD", amount_minor: "1250" },
      { account: "payable:shop", currency: "USD", amount_minor: "-1250" },
    ]);
  });

  it("does nothing for an empty batch", async () => {
    const report = await postBatch(timing, sql, [], "event");
    expect(report).to.deep.equal({ posted: [], present: [], contradicting: [] });
  });

  it("posts once what comes twice, in one batch or in two, from events or a rebuild", async () => {
    const first = await postBatch(timing, sql, [posting("two"), posting("two")], "event");
    expect(first.posted).to.deep.equal(["shop#two"]);
    const again = await postBatch(timing, sql, [posting("two"), posting("three")], "rebuild");
    expect(again).to.deep.equal({
      posted: ["shop#three"],
      present: ["shop#two"],
      contradicting: [],
    });
    expect(await lines("two")).to.have.length(2);
  });

  const differences: [string, Partial<Posting>][] = [
    ["another amount", { amountMinor: "1251" }],
    ["another currency", { currency: "EUR" }],
    ["another tenant", { tenant: "rival" }],
    ["another customer", { customer: "c-2" }],
    ["another reference of the processor", { reference: "r-other" }],
    ["another time of acceptance", { acceptedMs: 1_893_553_445_124 }],
  ];
  for (const [title, change] of differences) {
    it(`reports ${title} under a known identifier, and leaves the books alone`, async () => {
      await postBatch(timing, sql, [posting("known")], "event");
      const before = await lines("known");
      const report = await postBatch(timing, sql, [posting("known", change)], "event");
      expect(report).to.deep.equal({ posted: [], present: [], contradicting: ["shop#known"] });
      expect(await lines("known")).to.deep.equal(before);
    });

    it(`posts neither of two that differ in ${title.replace("another ", "")} within one batch`, async () => {
      const id = `pair-${Object.keys(change)[0]}`;
      const pair = [posting(id), posting(id, change), posting(`${id}-neighbour`)];
      const report = await postBatch(timing, sql, pair, "event");
      expect(report.contradicting).to.deep.equal([`shop#${id}`]);
      expect(report.posted).to.deep.equal([`shop#${id}-neighbour`]);
      expect(await lines(id)).to.deep.equal([]);
    });
  }

  it("posts each payment once when eight writers post overlapping batches at the same time", async () => {
    const all = many("race", 400);
    const writers = Array.from({ length: 8 }, () => server.connect(LEDGER_ROLE));
    const reports = await Promise.all(
      writers.map((writer, i) => {
        const mine = all.filter((_, n) => n % 8 !== i);
        // Each writer sees the batch in another order.
        const shuffled = i % 2 === 0 ? mine : [...mine].reverse();
        return postBatch(timing, writer, shuffled, "event");
      }),
    );
    const posted = reports.flatMap((report) => report.posted);
    expect(posted).to.have.length(400);
    expect(new Set(posted).size).to.equal(400);
    for (const report of reports) {
      expect(report.posted.length + report.present.length).to.equal(350);
      expect(report.contradicting).to.deep.equal([]);
    }
    const [row] = await sql.query(
      `SELECT count(*)::int AS lines, sum(amount_minor)::int AS balance FROM ledger.entries
       WHERE transaction_id LIKE 'shop#race-%'`,
    );
    expect(row).to.deep.equal({ lines: 800, balance: 0 });
  });

  it("notices a contradiction with what another writer commits meanwhile", async () => {
    const other = server.connect(LEDGER_ROLE);
    let mine: ReturnType<typeof postBatch> | undefined;
    await other.transaction(async (inside) => {
      await postBatch(timing, inside, [posting("met", { amountMinor: "1" })], "event");
      mine = postBatch(timing, sql, [posting("met")], "event");
      // Long enough for the second writer to run into the first one's uncommitted row.
      await systemClock.sleep(150);
    });
    expect((await mine)?.contradicting).to.deep.equal(["shop#met"]);
  });

  it("holds amounts beyond what floating point can", async () => {
    const amountMinor = "9007199254740993";
    await postBatch(timing, sql, [posting("huge", { amountMinor })], "event");
    expect(await lines("huge")).to.have.nested.property("[0].amount_minor", amountMinor);
  });

  it("posts more than two thousand payments a second in batches", async () => {
    const batches = Array.from({ length: 10 }, (_, i) => many(`rate-${i}`, 500));
    const began = performance.now();
    for (const batch of batches) await postBatch(timing, sql, batch, "event");
    const perSecond = 5_000 / ((performance.now() - began) / 1000);
    expect(perSecond).to.be.greaterThan(2_000);
  });
});
