import { expect } from "chai";
import type { PostgresSql } from "../../../functions/adapters/postgres";
import { LEDGER_ROLE } from "../../../functions/core/ledger-posting";
import { ledger } from "../../../functions/ledger";
import { migrateSchema } from "../../../functions/ledger/migrate-schema";
import { postBatch } from "../../../functions/ledger/post-batch";
import { byKey, ledgerFunction } from "../../../functions/store/ledger-books";
import { ledgerTime, postedPage, postedPayments } from "../../../functions/store/posted-payments";
import { type LedgerServer, startLedgerServer } from "../ledger/ledger-server";
import { recordingPorts, scriptedRemote } from "../recording-ports";

describe("the ledger asked by a reconciliation, on a real PostgreSQL", function () {
  this.timeout(60_000);
  let server: LedgerServer;
  let sql: PostgresSql;

  before(async () => {
    server = await startLedgerServer();
    await migrateSchema(server.connect());
    sql = server.connect(LEDGER_ROLE);
    await post("a", "b", "c");
  });
  after(() => server?.stop());

  async function post(...ids: string[]): Promise<void> {
    const postings = ids.map((id) => ({
      transactionId: `shop#${id}`,
      tenant: "shop",
      currency: "USD",
      amountMinor: "9007199254740993",
      customer: "c",
      reference: `r-${id}`,
      acceptedMs: 1_893_553_445_000,
    }));
    await postBatch(recordingPorts(), sql, postings, "event");
  }

  it("tells what it holds of the named payments, to the last cent", async () => {
    const posted = await postedPayments(sql, ["shop#a", "shop#missing"]);
    const money = { amountMinor: "9007199254740993", currency: "USD" };
    expect(posted).to.deep.equal([{ key: "shop#a", ...money, reference: "r-a" }]);
  });

  it("tells everything it holds, part by part, but not what was posted since", async () => {
    const before = await ledgerTime(sql);
    await post("later");
    const keys = async (after: string, limit: number) =>
      (await postedPage(sql, after, before, limit)).map(({ key }) => key);
    expect(await keys("", 2)).to.deep.equal(["shop#a", "shop#b"]);
    expect(await keys("shop#b", 2)).to.deep.equal(["shop#c"]);
    expect(await keys("shop#c", 2)).to.deep.equal([]);
  });

  describe("through the function that keeps it", () => {
    const asked = (sqlOrNot = sql) => {
      const handle = ledger({
        ...recordingPorts(),
        sql: sqlOrNot,
        dynamo: scriptedRemote(() => ({})),
        transactionsTable: "payments",
      });
      const lambda = scriptedRemote(async (_operation, { FunctionName, Payload }) => {
        expect(FunctionName).to.equal("arn:ledger");
        const reply = await handle(JSON.parse(Buffer.from(Payload).toString())).catch(() => "fail");
        const failed = reply === "fail" ? { FunctionError: "Unhandled" } : {};
        return { ...failed, Payload: Buffer.from(JSON.stringify(reply)) };
      });
      return ledgerFunction(lambda, "arn:ledger");
    };
    const nameOf = (work: Promise<unknown>) => work.catch((error: Error) => error.name);

    it("answers by key, and everything up to a moment of its own clock", async () => {
      const { time, lines, more } = await asked().ask({ keys: ["shop#c", "shop#none"] });
      expect([lines.map(({ key }) => key), more]).to.deep.equal([["shop#c"], false]);
      expect(byKey({ lines }).get("shop#c")).to.deep.include({ reference: "r-c" });
      const all = await asked().ask({ before: time });
      expect(all.lines.map(({ key }) => key)).to.include.members(["shop#a", "shop#b", "shop#c"]);
      const rest = await asked().ask({ before: time, after: "shop#b" });
      expect(rest.lines.map(({ key }) => key)).to.not.include("shop#b");
    });

    it("fails when the question or the database is no good", async () => {
      for (const question of [{}, { before: "soon" }, { keys: new Array(5_001).fill("k") }]) {
        expect(await nameOf(asked().ask(question))).to.equal("LedgerFailed");
      }
      const refuse = () => Promise.reject(new Error("ECONNREFUSED"));
      const dead = { query: refuse, transaction: refuse, close: async () => undefined };
      expect(await nameOf(asked(dead).ask({ keys: [] }))).to.equal("LedgerFailed");
    });
  });
});
