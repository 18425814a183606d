import { expect } from "chai";
import type { PostgresSql } from "../../../functions/adapters/postgres";
import { LEDGER_ROLE } from "../../../functions/core/ledger-posting";
import { migrateSchema } from "../../../functions/ledger/migrate-schema";
import { MIGRATIONS } from "../../../functions/ledger/migrations";
import { createStandby } from "../../../local/postgres/streaming-standby";
import { type LedgerServer, rejectionName, startLedgerServer } from "./ledger-server";

describe("the ledger's schema on a real PostgreSQL", function () {
  this.timeout(60_000);
  let server: LedgerServer;
  let owner: PostgresSql;
  let role: PostgresSql;

  before(async () => {
    server = await startLedgerServer();
    owner = server.connect();
  });
  after(() => server?.stop());

  describe("migrated", () => {
    it("by several deployments at once is applied by exactly one of them", async () => {
      const reports = await Promise.all(
        Array.from({ length: 5 }, () => migrateSchema(server.connect())),
      );
      const applied = reports.map((report) => report.applied.length).sort();
      expect(applied).to.deep.equal([0, 0, 0, 0, MIGRATIONS.length]);
      role = server.connect(LEDGER_ROLE);
    });

    it("again changes nothing", async () => {
      expect((await migrateSchema(owner)).applied).to.deep.equal([]);
    });

    it("by a step that fails stays as it was", async () => {
      const broken = [
        ...MIGRATIONS,
        { version: 98, name: "good", sql: "CREATE TABLE ledger.half (id int)" },
        { version: 99, name: "bad", sql: "SELECT 1/0" },
      ];
      expect(await rejectionName(migrateSchema(owner, broken))).to.equal("Postgres22012");
      const [row] = await owner.query("SELECT to_regclass('ledger.half') AS half");
      expect(row).to.deep.equal({ half: null });
    });

    it("by older code than the schema is refused", async () => {
      const older = MIGRATIONS.slice(0, 1);
      const error = await migrateSchema(owner, older).catch((reason: Error) => reason);
      expect(error).to.have.property("message", "the ledger's schema is newer than this code");
    });

    it("on a replica is left to its primary", async () => {
      const standby = await createStandby(server.cluster, {
        dataDir: `${server.cluster.dataDir}-standby`,
      });
      try {
        const replica = { query: standby.query.bind(standby), transaction: refuseTransaction };
        const report = await migrateSchema(replica);
        expect(report).to.deep.equal({ replica: true, applied: [], version: MIGRATIONS.length });
      } finally {
        await standby.stop("immediate");
      }
    });
  });

  const insertTransaction = (id: string, amount = 100) =>
    `INSERT INTO ledger.transactions
       (transaction_id, tenant, currency, amount_minor, customer, reference, accepted_at, source)
     VALUES ('${id}', 'shop', 'USD', ${amount}, 'c', 'r', now(), 'event')`;
  const insertEntries = (id: string, lines: [string, number, string?][]) =>
    `INSERT INTO ledger.entries (transaction_id, line, account, currency, amount_minor) VALUES ${lines
      .map(
        ([account, amount, currency = "USD"], line) =>
          `('${id}', ${line}, '${account}', '${currency}', ${amount})`,
      )
      .join(", ")}`;
  const balanced: [string, number][] = [
    ["receivable:processor", 100],
    ["payable:shop", -100],
  ];

  describe("written to directly", () => {
    before(() =>
      role.query(
        "INSERT INTO ledger.accounts (code) VALUES ('receivable:processor'), ('payable:shop')",
      ),
    );

    const unbalanced: [string, [string, number, string?][] | undefined][] = [
      ["has no lines", undefined],
      ["has one line", [["receivable:processor", 100]]],
      [
        "does not add up to zero",
        [
          ["receivable:processor", 100],
          ["payable:shop", -99],
        ],
      ],
      [
        "adds up to zero for another amount",
        [
          ["receivable:processor", 90],
          ["payable:shop", -90],
        ],
      ],
    ];
    for (const [title, lines] of unbalanced) {
      it(`refuses, at its end, a transaction that ${title}`, async () => {
        const written = role.transaction(async (sql) => {
          await sql.query(insertTransaction("shop#bad"));
          if (lines) await sql.query(insertEntries("shop#bad", lines));
        });
        expect(await rejectionName(written)).to.equal("Postgres23514");
      });
    }

    it("refuses lines in another currency than their transaction's", async () => {
      const written = role.transaction(async (sql) => {
        await sql.query(insertTransaction("shop#mixed"));
        await sql.query(
          insertEntries("shop#mixed", [
            ["receivable:processor", 100, "USD"],
            ["payable:shop", -100, "EUR"],
          ]),
        );
      });
      expect(await rejectionName(written)).to.equal("Postgres23503");
    });

    it("accepts the lines of a transaction in any order within it", async () => {
      await role.transaction(async (sql) => {
        await sql.query(insertTransaction("shop#good"));
        for (const [line, [account, amount]] of [...balanced].reverse().entries()) {
          await sql.query(
            `INSERT INTO ledger.entries VALUES ('shop#good', ${line}, '${account}', 'USD', ${amount})`,
          );
        }
      });
      const rows = await role.query("SELECT balance_minor FROM ledger.balances ORDER BY account");
      expect(rows).to.deep.equal([{ balance_minor: "-100" }, { balance_minor: "100" }]);
    });

    it("refuses to add a line to a transaction that is closed", async () => {
      const written = role.query(
        "INSERT INTO ledger.entries VALUES ('shop#good', 9, 'payable:shop', 'USD', -1)",
      );
      expect(await rejectionName(written)).to.equal("Postgres23514");
    });

    for (const table of ["accounts", "transactions", "entries"]) {
      it(`never changes, removes or empties ${table}, not even for the owner`, async () => {
        const column = table === "accounts" ? "code" : "transaction_id";
        for (const text of [
          `UPDATE ledger.${table} SET ${column} = ${column}`,
          `DELETE FROM ledger.${table}`,
          `TRUNCATE ledger.${table} CASCADE`,
        ]) {
          expect(await rejectionName(owner.query(text)), text).to.equal("Postgres42501");
          expect(await rejectionName(role.query(text)), text).to.equal("Postgres42501");
        }
      });
    }

    it("lets its role do nothing else", async () => {
      for (const text of [
        "CREATE TABLE ledger.mine (id int)",
        "INSERT INTO ledger.migrations (version, name) VALUES (77, 'x')",
        "ALTER TABLE ledger.entries DISABLE TRIGGER ALL",
        "CREATE ROLE other",
      ]) {
        expect(await rejectionName(role.query(text)), text).to.equal("Postgres42501");
      }
    });
  });
});

function refuseTransaction(): never {
  throw new Error("a replica must not be written to");
}
