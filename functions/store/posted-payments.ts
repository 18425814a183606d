import type { LedgerLine } from "../core/ledger-question";
import type { Sql } from "../core/ports";

const LINES =
  'SELECT transaction_id AS key, amount_minor::text AS "amountMinor", currency, reference' +
  " FROM ledger.transactions";

/** What the ledger holds of the named payments. */
export async function postedPayments(
  sql: Sql,
  keys: readonly string[],
): Promise<readonly LedgerLine[]> {
  return sql.query<LedgerLine>(`${LINES} WHERE transaction_id = ANY ($1)`, [keys]);
}

/** The part of the ledger behind a key, as far as it was posted before an instant. */
export async function postedPage(
  sql: Sql,
  after: string,
  before: Date,
  limit: number,
): Promise<readonly LedgerLine[]> {
  const text = `${LINES} WHERE transaction_id > $1 AND posted_at < $2
    ORDER BY transaction_id LIMIT $3`;
  return sql.query<LedgerLine>(text, [after, before, limit]);
}

/** The ledger's own clock: the only one that its times can be compared with. */
export async function ledgerTime(sql: Sql): Promise<Date> {
  const [row] = await sql.query<{ time: Date }>("SELECT clock_timestamp() AS time");
  if (!row) throw new Error("the ledger tells no time");
  return row.time;
}
