import { join } from "node:path";
import { type PostgresSql, postgres } from "../../functions/adapters/postgres";
import {
  type Posting,
  PROCESSOR_RECEIVABLE,
  tenantPayable,
} from "../../functions/core/ledger-posting";
import { migrateSchema } from "../../functions/ledger/migrate-schema";
import { postBatch } from "../../functions/ledger/post-batch";
import { systemClock } from "../../functions/runtime/clock";
import { findPostgres } from "../../local/postgres/postgres-binaries";
import { type PostgresCluster, startCluster } from "../../local/postgres/postgres-cluster";
import type { Notebook } from "./measurement";
import { row, skipped } from "./row";
import { median } from "./statistics";

const NAME = "payments posted to the books";
const ROUNDS = 5;
/** As the program declares it for the queue in front of the ledger. */
const BATCH = 100;
const BATCHES = 20;
const SINGLES = 150;
const TENANTS = 7;
const OWNER = "owner";

/** Both ways into the same tables, in turn, so that neither has the machine for itself. */
export async function measure({ folder, report, progress }: Notebook): Promise<void> {
  const missing = whyNoPostgres();
  if (missing) {
    report(skipped(NAME, missing));
    return;
  }
  progress("starting a PostgreSQL");
  const cluster = await startCluster({ dataDir: join(folder, "data"), user: OWNER });
  try {
    const sql = connect(cluster);
    await migrateSchema(sql);
    const batches: number[] = [];
    const singles: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      progress(`round ${round} of ${ROUNDS}`);
      const fast = await perSecond(BATCH * BATCHES, () => inBatches(sql, round));
      const slow = await perSecond(SINGLES, () => rowByRow(sql, round));
      // The first round warms caches and plans.
      if (round > 0) {
        batches.push(fast);
        singles.push(slow);
      }
    }
    await balance(sql);
    await sql.close();
    report(
      row({
        name: `${NAME}, in batches of ${BATCH}`,
        value: median(batches),
        unit: "/s",
        better: "more",
        baseline: { name: "with one insert per row", value: median(singles) },
        goal: { value: 2_000 },
      }),
    );
  } finally {
    await cluster.stop("immediate");
  }
}

function whyNoPostgres(): string | undefined {
  try {
    findPostgres();
    return undefined;
  } catch (error) {
    return (error as Error).message.split("\n")[0];
  }
}

function connect(cluster: PostgresCluster): PostgresSql {
  const { host, port } = cluster;
  return postgres({ host, port, database: "postgres", user: OWNER, tls: false });
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return count / ((performance.now() - began) / 1000);
}

function posting(id: string, number: number): Posting {
  return {
    transactionId: `shop#${id}`,
    tenant: `tenant-${number % TENANTS}`,
    currency: "USD",
    amountMinor: "1250",
    customer: "customer-1",
    reference: `reference-${id}`,
    acceptedMs: 1_893_553_445_123 + number,
  };
}

async function inBatches(sql: PostgresSql, round: number): Promise<void> {
  for (let batch = 0; batch < BATCHES; batch++) {
    const postings = Array.from({ length: BATCH }, (_, n) =>
      posting(`batch-${round}-${batch}-${n}`, n),
    );
    const report = await postBatch(
      { clock: systemClock, random: Math.random },
      sql,
      postings,
      "event",
    );
    if (report.posted.length !== BATCH) throw new Error("a batch was not posted completely");
  }
}

/** The same rows as a straightforward program would write them: a statement for each. */
async function rowByRow(sql: PostgresSql, round: number): Promise<void> {
  for (let n = 0; n < SINGLES; n++) {
    const one = posting(`single-${round}-${n}`, n);
    await sql.transaction(async (inside) => {
      const accounts = [PROCESSOR_RECEIVABLE, tenantPayable(one.tenant)];
      for (const code of accounts) {
        await inside.query(
          "INSERT INTO ledger.accounts (code) VALUES ($1) ON CONFLICT DO NOTHING",
          [code],
        );
      }
      await inside.query(
        `INSERT INTO ledger.transactions
           (transaction_id, tenant, currency, amount_minor, customer, reference, accepted_at, source)
         VALUES ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0), 'event')`,
        [
          one.transactionId,
          one.tenant,
          one.currency,
          one.amountMinor,
          one.customer,
          one.reference,
          one.acceptedMs,
        ],
      );
      for (const [index, account] of accounts.entries()) {
        await inside.query(
          `INSERT INTO ledger.entries (transaction_id, line, account, currency, amount_minor)
           VALUES ($1, $2, $3, $4, $5)`,
          [
            one.transactionId,
            index + 1,
            account,
            one.currency,
            index === 0 ? one.amountMinor : `-${one.amountMinor}`,
          ],
        );
      }
    });
  }
}

/** Fast and wrong would be worth nothing. */
async function balance(sql: PostgresSql): Promise<void> {
  const wanted = (ROUNDS + 1) * (BATCH * BATCHES + SINGLES);
  const [books] = await sql.query<{ payments: number; sum: number }>(
    `SELECT (SELECT count(*)::int FROM ledger.transactions) AS payments,
            (SELECT sum(amount_minor)::int FROM ledger.entries) AS sum`,
  );
  if (books?.payments !== wanted || books.sum !== 0) {
    throw new Error(`the books hold ${books?.payments} payments of ${wanted}, sum ${books?.sum}`);
  }
}
