import type { PostedPayment } from "../core/payment-evidence";
import type { Sql } from "../core/ports";

interface Row {
  readonly id: string;
  readonly amount: string;
  readonly currency: string;
  readonly reference: string;
}

type Posted = ReadonlyMap<string, PostedPayment>;

const COLUMNS = "transaction_id AS id, amount_minor::text AS amount, currency, reference";

/** What the ledger holds of the named payments; those it lacks are not in the map. */
export async function postedPayments(sql: Sql, keys: readonly string[]): Promise<Posted> {
  const text = `SELECT ${COLUMNS} FROM ledger.transactions WHERE transaction_id = ANY ($1)`;
  return byKey(await sql.query<Row>(text, [keys]));
}

/** What the ledger holds beside the named payments, as far as it was posted before an instant. */
export async function otherPostedPayments(
  sql: Sql,
  keys: readonly string[],
  before: Date,
  limit: number,
): Promise<Posted> {
  const text = `SELECT ${COLUMNS} FROM ledger.transactions
    WHERE posted_at < $2 AND transaction_id <> ALL ($1) ORDER BY transaction_id LIMIT $3`;
  return byKey(await sql.query<Row>(text, [keys, before, limit]));
}

/** The ledger's own clock: the only one that its times can be compared with. */
export async function ledgerTime(sql: Sql): Promise<Date> {
  const [row] = await sql.query<{ time: Date }>("SELECT clock_timestamp() AS time");
  if (!row) throw new Error("the ledger tells no time");
  return row.time;
}

function byKey(rows: readonly Row[]): Posted {
  return new Map(
    rows.map(({ id, amount, currency, reference }) => [
      id,
      { amountMinor: amount, currency, reference },
    ]),
  );
}
