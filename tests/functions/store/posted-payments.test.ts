import { expect } from "chai";
import type { PostgresSql } from "../../../functions/adapters/postgres";
import { LEDGER_ROLE } from "../../../functions/core/ledger-posting";
import { migrateSchema } from "../../../functions/ledger/migrate-schema";
import { postBatch } from "../../../functions/ledger/post-batch";
import {
  ledgerTime,
  otherPostedPayments,
  postedPayments,
} from "../../../functions/store/posted-payments";
import { type LedgerServer, startLedgerServer } from "../ledger/ledger-server";
import { recordingPorts } from "../recording-ports";

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
    expect([...posted]).to.deep.equal([
      ["shop#a", { amountMinor: "9007199254740993", currency: "USD", reference: "r-a" }],
    ]);
  });

  it("tells what it holds beside them, but not what was posted since", async () => {
    const before = await ledgerTime(sql);
    await post("later");
    const others = await otherPostedPayments(sql, ["shop#b"], before, 10);
    expect([...others.keys()]).to.deep.equal(["shop#a", "shop#c"]);
    expect((await otherPostedPayments(sql, [], before, 2)).size).to.equal(2);
  });
});
