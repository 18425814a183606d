import { expect } from "chai";
import type { PostgresSql } from "../../../functions/adapters/postgres";
import { LEDGER_ROLE } from "../../../functions/core/ledger-posting";
import { paymentEvent } from "../../../functions/core/payment-event";
import { type Item, paymentFrom } from "../../../functions/core/payment-record";
import { ledger } from "../../../functions/ledger";
import { migrateSchema } from "../../../functions/ledger/migrate-schema";
import { type RebuildReport, rebuild } from "../../../functions/ledger/rebuild";
import { recordingPorts, scriptedRemote, serviceError } from "../recording-ports";
import { type LedgerServer, startLedgerServer } from "./ledger-server";

function item(n: number, changes: Item = {}): Item {
  return {
    transaction_id: { S: `shop#t-${String(n).padStart(3, "0")}` },
    sv: { N: "1" },
    home: { S: "us-east-1" },
    fp: { S: "0f" },
    ver: { N: "3" },
    ep: { N: "1" },
    attempt: { N: "1" },
    st: { S: "SUCCEEDED" },
    amount: { N: String(100 + n) },
    currency: { S: n % 3 === 0 ? "EUR" : "USD" },
    customer: { S: "c-1" },
    method: { S: "tok" },
    created: { N: String(1_893_553_445_000 + n) },
    rf: { S: `r-${n}` },
    ...changes,
  };
}

/** A payments table in the order of its keys, page by page. */
function paymentsTable(items: readonly Item[]) {
  return scriptedRemote((_operation, { Limit, ExclusiveStartKey }) => {
    const after = ExclusiveStartKey?.transaction_id.S ?? "";
    const rest = items.filter(({ transaction_id }) => (transaction_id?.S ?? "") > after);
    const page = rest.slice(0, Limit);
    const last = page.at(-1)?.transaction_id;
    return {
      Items: page,
      ...(rest.length > page.length ? { LastEvaluatedKey: { transaction_id: last } } : {}),
    };
  });
}

describe("the ledger rebuilt from the payments table", function () {
  this.timeout(60_000);
  let server: LedgerServer;
  let sql: PostgresSql;

  before(async () => {
    server = await startLedgerServer();
  });
  after(() => server?.stop());

  beforeEach(async () => {
    await server.cluster.query("DROP SCHEMA IF EXISTS ledger CASCADE");
    await migrateSchema(server.connect());
    sql = server.connect(LEDGER_ROLE);
  });

  const books = async () => ({
    transactions: await sql.query(
      `SELECT transaction_id, tenant, currency, amount_minor, customer, reference, accepted_at
       FROM ledger.transactions ORDER BY transaction_id`,
    ),
    entries: await sql.query("SELECT * FROM ledger.entries ORDER BY transaction_id, line"),
    balances: await sql.query("SELECT * FROM ledger.balances ORDER BY account, currency"),
  });
  const rebuildPorts = (items: readonly Item[]) => ({
    ...recordingPorts(),
    sql,
    dynamo: paymentsTable(items),
    transactionsTable: "payments",
  });
  const limits = { budgetMs: 60_000, pageSize: 7 };
  const messageOf = (one: Item, n: number) => {
    const record = paymentFrom(one);
    return { messageId: `m-${n}`, body: JSON.stringify(paymentEvent("processed", record, record)) };
  };

  it("equals the one that was posted from events", async () => {
    const items = Array.from({ length: 40 }, (_, n) => item(n));
    const post = ledger(rebuildPorts(items));
    expect(await post({ Records: items.map(messageOf) })).to.deep.equal({ batchItemFailures: [] });
    const original = await books();
    expect(original.transactions).to.have.length(40);

    await server.cluster.query("DROP SCHEMA ledger CASCADE");
    await migrateSchema(server.connect());
    const report = await rebuild(rebuildPorts(items), limits);
    expect(report).to.deep.include({ complete: true, scanned: 40, present: 0 });
    expect(await books()).to.deep.equal(original);
  });

  it("reports exactly what was missing, and posts only that", async () => {
    const items = Array.from({ length: 9 }, (_, n) => item(n));
    const lost = [2, 3, 6];
    const kept = items.filter((_, n) => !lost.includes(n));
    await ledger(rebuildPorts(items))({ Records: kept.map(messageOf) });

    const report = await rebuild(rebuildPorts(items), limits);
    expect(report).to.deep.equal({
      complete: true,
      scanned: 9,
      present: 6,
      reposted: {
        count: 3,
        totals: {
          EUR: { count: 2, amountMinor: "209" },
          USD: { count: 1, amountMinor: "102" },
        },
        ids: ["shop#t-002", "shop#t-003", "shop#t-006"],
      },
      contradicting: { count: 0, ids: [] },
    });
    const marked = await sql.query(
      "SELECT count(*)::int AS n FROM ledger.transactions WHERE source = 'rebuild'",
    );
    expect(marked).to.deep.equal([{ n: 3 }]);
    expect((await rebuild(rebuildPorts(items), limits)).reposted.count).to.equal(0);
  });

  it("posts nothing for payments that moved no money", async () => {
    const others = ["ACCEPTED", "PROCESSING", "IN_DOUBT", "DECLINED", "FAILED", "CANCELLED"];
    const items = others.map((st, n) => item(n, { st: { S: st } }));
    const report = await rebuild(rebuildPorts(items), limits);
    expect(report).to.deep.include({ complete: true, scanned: others.length, present: 0 });
    expect((await books()).transactions).to.deep.equal([]);
  });

  it("stops in time, and goes on where it stopped", async () => {
    const items = Array.from({ length: 25 }, (_, n) => item(n));
    let soFar: RebuildReport | undefined;
    let runs = 0;
    do {
      soFar = await rebuild(rebuildPorts(items), { ...limits, soFar, budgetMs: 0 });
      runs += 1;
      expect(soFar.complete).to.equal(soFar.next === undefined);
    } while (!soFar.complete);
    expect([runs, soFar.scanned, soFar.reposted.count]).to.deep.equal([4, 25, 25]);
  });

  it("adds its parts up to the report that one run would have made", async () => {
    const items = Array.from({ length: 25 }, (_, n) => item(n, n === 8 ? { rf: { S: "" } } : {}));
    let soFar: RebuildReport | undefined;
    do {
      soFar = await rebuild(rebuildPorts(items), { ...limits, soFar, budgetMs: 0 });
    } while (!soFar.complete);
    await server.cluster.query("DROP SCHEMA ledger CASCADE");
    await migrateSchema(server.connect());
    expect(soFar).to.deep.equal(await rebuild(rebuildPorts(items), limits));
  });

  it("names a bounded number of payments and counts all of them", async () => {
    const items = Array.from({ length: 300 }, (_, n) => item(n));
    const report = await rebuild(rebuildPorts(items), limits);
    expect(report.reposted.count).to.equal(300);
    expect(report.reposted.ids).to.have.length(200);
    // A workflow's state holds 256 KiB, and identifiers have up to 129 characters.
    expect(2 * report.reposted.ids.length * 132).to.be.below(64 * 1024);
  });

  it("names payments that the books hold with other contents, and changes nothing", async () => {
    await rebuild(rebuildPorts([item(1)]), limits);
    const before = await books();
    const report = await rebuild(rebuildPorts([item(1, { amount: { N: "7" } })]), limits);
    expect(report.contradicting).to.deep.equal({ count: 1, ids: ["shop#t-001"] });
    expect(await books()).to.deep.equal(before);
  });

  it("names a processed payment without a reference instead of posting or hiding it", async () => {
    const report = await rebuild(rebuildPorts([item(1, { rf: { S: "" } }), item(2)]), limits);
    expect(report.contradicting).to.deep.equal({ count: 1, ids: ["shop#t-001"] });
    expect(report.reposted.ids).to.deep.equal(["shop#t-002"]);
  });

  it("fails when the table cannot be read to its end", async () => {
    const dynamo = scriptedRemote(() => {
      throw serviceError("AccessDeniedException");
    });
    const work = rebuild({ ...rebuildPorts([]), dynamo }, limits);
    expect(await work.catch((error: Error) => error.name)).to.equal("AccessDeniedException");
  });

  describe("and its events", () => {
    it("delivers again only what cannot be posted, and tells about it", async () => {
      const ports = rebuildPorts([]);
      const post = ledger(ports);
      await post({ Records: [messageOf(item(1), 1)] });
      const records = [
        messageOf(item(1, { amount: { N: "9" } }), 2),
        messageOf(item(2), 3),
        { messageId: "m-4", body: "{" },
        { messageId: "m-5", body: messageOf(item(5), 5).body.replace('"processed"', '"declined"') },
      ];
      expect(await post({ Records: records })).to.deep.equal({
        batchItemFailures: [{ itemIdentifier: "m-4" }, { itemIdentifier: "m-2" }],
      });
      const rows = await sql.query("SELECT transaction_id FROM ledger.transactions ORDER BY 1");
      expect(rows).to.deep.equal([
        { transaction_id: "shop#t-001" },
        { transaction_id: "shop#t-002" },
      ]);
      expect(ports.counted.get("LedgerContradicted")).to.equal(1);
    });

    it("takes the whole batch again while the database does not answer", async () => {
      const dead = { ...rebuildPorts([]), sql: { query: refuse, transaction: refuse } };
      const work = ledger(dead)({ Records: [messageOf(item(1), 1)] });
      expect(await work.catch((error: Error) => error.name)).to.equal("ECONNREFUSED");
    });

    it("refuses an order that it does not know, before it posts anything", async () => {
      const part = await rebuild(rebuildPorts([item(1)]), limits);
      for (const order of [
        { mode: "erase" },
        { mode: "rebuild", budgetMs: "soon" },
        { mode: "rebuild", soFar: "shop#t-001" },
        { mode: "rebuild", soFar: { next: "shop#t-001" } },
        { mode: "rebuild", soFar: { ...part, complete: false } },
      ]) {
        const work = ledger(rebuildPorts([item(2)]))(order as never);
        expect(await work.catch((reason: Error) => reason)).to.be.instanceOf(Error);
      }
      expect((await books()).transactions).to.have.length(1);
    });

    it("goes on behind the answer of an earlier part, and counts each payment once", async () => {
      const ports = rebuildPorts(Array.from({ length: 12 }, (_, n) => item(n)));
      const first = await rebuild(ports, { ...limits, budgetMs: 0 });
      const answer = await ledger(ports)({ mode: "rebuild", soFar: first, budgetMs: 1_000 });
      expect(answer).to.deep.include({ complete: true, scanned: 12 });
      expect(ports.counted.get("LedgerReposted")).to.equal(12 - first.reposted.count);
      const again = await ledger(ports)({ mode: "rebuild", soFar: answer });
      expect(again).to.deep.equal(answer);
    });
  });
});

async function refuse(): Promise<never> {
  throw serviceError("ECONNREFUSED");
}
