import { batchOf, type Posting, PROCESSOR_RECEIVABLE, tenantPayable } from "../core/ledger-posting";
import type { BasePorts, Sql } from "../core/ports";
import { backoffMs, errorName, type RetryPolicy } from "../core/retry";
import { isCollision } from "../core/sql-failure";

/** Where a posting came from; kept in the books for auditors. */
export type PostingSource = "event" | "rebuild";

/** What happened to the transactions of a batch, by identifier. */
export interface PostingReport {
  readonly posted: readonly string[];
  readonly present: readonly string[];
  /**
   * In the books, or twice in the batch, with other contents. Nothing was changed; people must
   * look.
   */
  readonly contradicting: readonly string[];
}

type Outcome = "posted" | "present" | "contradicting" | "concurrent";

/**
 * One round trip for the whole batch. `opened` is named in the insert that follows, so that
 * accounts are locked first by every writer: the order in which two of them could deadlock never
 * arises.
 */
const POST = `
WITH incoming AS (
  SELECT transaction_id, tenant, currency, amount_minor, customer, reference,
         to_timestamp(accepted_ms / 1000.0) AS accepted_at, payable
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[],
              $7::bigint[], $8::text[])
    AS t (transaction_id, tenant, currency, amount_minor, customer, reference, accepted_ms, payable)
), opened AS (
  INSERT INTO ledger.accounts (code)
  SELECT code FROM (SELECT payable AS code FROM incoming UNION SELECT $9::text) AS codes
  ORDER BY code
  ON CONFLICT DO NOTHING RETURNING code
), written AS (
  INSERT INTO ledger.transactions
    (transaction_id, tenant, currency, amount_minor, customer, reference, accepted_at, source)
  SELECT transaction_id, tenant, currency, amount_minor, customer, reference, accepted_at, $10
  FROM incoming WHERE (SELECT count(*) FROM opened) >= 0
  ORDER BY transaction_id
  ON CONFLICT DO NOTHING RETURNING transaction_id
), lines AS (
  INSERT INTO ledger.entries (transaction_id, line, account, currency, amount_minor)
  SELECT i.transaction_id, l.line, l.account, i.currency, l.amount_minor
  FROM written JOIN incoming i USING (transaction_id)
  CROSS JOIN LATERAL (VALUES (1, $9::text, i.amount_minor), (2, i.payable, -i.amount_minor))
    AS l (line, account, amount_minor)
)
SELECT i.transaction_id AS id, CASE
    WHEN w.transaction_id IS NOT NULL THEN 'posted'
    WHEN t.transaction_id IS NULL THEN 'concurrent'
    WHEN (t.tenant, t.currency, t.amount_minor, t.customer, t.reference, t.accepted_at)
       = (i.tenant, i.currency, i.amount_minor, i.customer, i.reference, i.accepted_at)
      THEN 'present'
    ELSE 'contradicting'
  END AS outcome
FROM incoming i
LEFT JOIN written w USING (transaction_id)
LEFT JOIN ledger.transactions t ON t.transaction_id = i.transaction_id
`;

const COLLISIONS: RetryPolicy = { attempts: 4, baseMs: 20, capMs: 200 };

/** Posts a batch once, however often and from wherever it is called. */
export async function postBatch(
  ports: Pick<BasePorts, "clock" | "random">,
  sql: Sql,
  wanted: readonly Posting[],
  source: PostingSource,
): Promise<PostingReport> {
  const { postings, contradicting } = batchOf(wanted);
  const outcomes = new Map<string, Outcome>(contradicting.map((id) => [id, "contradicting"]));
  let rest = postings;
  for (let attempt = 0; rest.length > 0; attempt++) {
    if (attempt >= COLLISIONS.attempts) throw new Error("the ledger is too busy");
    if (attempt > 0) await ports.clock.sleep(backoffMs(COLLISIONS, attempt, ports.random()));
    const written = await post(sql, rest, source);
    for (const [id, outcome] of written) outcomes.set(id, outcome);
    // Somebody else committed it while we waited; only a further look sees what it says.
    rest = rest.filter(({ transactionId }) => isOpen(outcomes.get(transactionId)));
  }
  const named = (outcome: Outcome) =>
    [...outcomes].filter(([, one]) => one === outcome).map(([id]) => id);
  return {
    posted: named("posted"),
    present: named("present"),
    contradicting: named("contradicting"),
  };
}

function isOpen(outcome: Outcome | undefined): boolean {
  return outcome === undefined || outcome === "concurrent";
}

async function post(
  sql: Sql,
  postings: readonly Posting[],
  source: PostingSource,
): Promise<[string, Outcome][]> {
  const column = <T>(of: (posting: Posting) => T) => postings.map(of);
  try {
    const rows = await sql.query<{ id: string; outcome: Outcome }>(POST, [
      column(({ transactionId }) => transactionId),
      column(({ tenant }) => tenant),
      column(({ currency }) => currency),
      column(({ amountMinor }) => amountMinor),
      column(({ customer }) => customer),
      column(({ reference }) => reference),
      column(({ acceptedMs }) => acceptedMs),
      column(({ tenant }) => tenantPayable(tenant)),
      PROCESSOR_RECEIVABLE,
      source,
    ]);
    return rows.map(({ id, outcome }) => [id, outcome]);
  } catch (error) {
    if (isCollision(errorName(error))) return [];
    throw error;
  }
}
