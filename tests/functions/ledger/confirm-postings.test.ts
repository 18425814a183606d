import { expect } from "chai";
import type { PostgresSql } from "../../../functions/adapters/postgres";
import { LEDGER_ROLE } from "../../../functions/core/ledger-posting";
import type { PaymentEvent } from "../../../functions/core/payment-event";
import { ledger } from "../../../functions/ledger";
import { migrateSchema } from "../../../functions/ledger/migrate-schema";
import { paymentEventOf } from "../payment-events";
import { recordingPorts, scriptedRemote } from "../recording-ports";
import { type LedgerServer, startLedgerServer } from "./ledger-server";

/** What a database that follows another one answers to every session. */
const FOLLOW = "ALTER DATABASE postgres SET default_transaction_read_only = on";
const LEAD =
  "SET default_transaction_read_only = off; ALTER DATABASE postgres RESET default_transaction_read_only";

const message = (changes: Partial<PaymentEvent>) => ({
  messageId: `m-${changes.transaction_id}`,
  body: JSON.stringify(paymentEventOf(changes)),
});

describe("a ledger whose database only follows", function () {
  this.timeout(60_000);
  let server: LedgerServer;
  let owner: PostgresSql;
  let sql: PostgresSql;

  before(async () => {
    server = await startLedgerServer();
    owner = server.connect();
    await migrateSchema(owner);
  });
  beforeEach(() => {
    sql = server.connect(LEDGER_ROLE);
  });
  afterEach(() => owner.query(LEAD));
  after(() => server?.stop());

  const keep = (...events: Partial<PaymentEvent>[]) => {
    const ports = {
      ...recordingPorts(),
      sql,
      dynamo: scriptedRemote(() => undefined),
      transactionsTable: "payments",
    };
    return ledger(ports)({ Records: events.map(message) });
  };
  const failed = (...ids: string[]) => ({
    batchItemFailures: ids.map((id) => ({ itemIdentifier: `m-${id}` })),
  });

  /** As after a move: whoever was connected stays so, and finds a database that takes no writes. */
  async function follow(): Promise<void> {
    await owner.query(FOLLOW);
    await sql.query("SET default_transaction_read_only = on");
  }

  it("is content with what came over from the other region", async () => {
    await keep({ transaction_id: "a" }, { transaction_id: "b" });
    await follow();
    const again = await keep({ transaction_id: "a" }, { transaction_id: "b" });
    expect(again).to.deep.equal(failed());
  });

  it("looks again later for what has not come over, and posts nothing itself", async () => {
    await keep({ transaction_id: "c" });
    await follow();
    expect(await keep({ transaction_id: "c" }, { transaction_id: "late" })).to.deep.equal(
      failed("late"),
    );
    const rows = await owner.query("SELECT 1 FROM ledger.transactions WHERE transaction_id = $1", [
      "shop#late",
    ]);
    expect(rows).to.have.length(0);
  });

  it("lets nothing pass that came over with other contents", async () => {
    await keep({ transaction_id: "d" }, { transaction_id: "e" }, { transaction_id: "f" });
    await follow();
    const outcome = await keep(
      { transaction_id: "d", amount_minor: "12346" },
      { transaction_id: "e", currency: "EUR" },
      { transaction_id: "f", reference: "r-other" },
    );
    expect(outcome).to.deep.equal(failed("d", "e", "f"));
  });

  it("has nothing to look for when no money moved", async () => {
    await follow();
    expect(await keep({ transaction_id: "g", kind: "declined" })).to.deep.equal(failed());
  });

  it("posts again as soon as it leads", async () => {
    await follow();
    expect(await keep({ transaction_id: "h" })).to.deep.equal(failed("h"));
    await owner.query(LEAD);
    // The connection was made while it followed; the failure is what ends it.
    expect(await keep({ transaction_id: "h" })).to.deep.equal(failed("h"));
    expect(await keep({ transaction_id: "h" })).to.deep.equal(failed());
  });
});
