import { Client } from "pg";
import type { PostedPayment } from "../../functions/core/payment-evidence";
import type { Supervisor } from "../cloud/supervisor";

/** What each region's database holds of the ledger, by payment. */
export type LedgerBooks = Readonly<Record<string, ReadonlyMap<string, PostedPayment> | undefined>>;

interface Row {
  readonly id: string;
  readonly amount: string;
  readonly currency: string;
  readonly reference: string;
}

const POSTED =
  "SELECT transaction_id AS id, amount_minor::text AS amount, currency, reference" +
  " FROM ledger.transactions";
const CONNECT_MS = 5_000;
const STATEMENT_MS = 15_000;

/** The regions that have a database to be read; empty where the stack declares no ledger. */
export function ledgerRegions({ deployment }: Supervisor): readonly string[] {
  return (deployment.topology.database?.clusters ?? []).map(({ region }) => region);
}

/** Reads what was posted, as the superuser of a region's cluster: nobody's permissions are in the way. */
export async function readLedger(
  { deployment }: Supervisor,
  region: string,
): Promise<ReadonlyMap<string, PostedPayment>> {
  const { database } = deployment.topology;
  const port = deployment.ports.postgres[region];
  if (!database || port === undefined) throw new Error(`no database is declared in ${region}`);
  const client = new Client({
    ...{ host: "127.0.0.1", port, database: database.databaseName },
    // The name that the writer was made with, and that its copy has taken over.
    user: database.clusters[0]?.masterUsername ?? "postgres",
    ...{ connectionTimeoutMillis: CONNECT_MS, statement_timeout: STATEMENT_MS },
  });
  // A server that goes away tells its clients; the query in hand rejects anyway.
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Row>(POSTED);
    return new Map(
      rows.map(({ id, amount: amountMinor, currency, reference }) => [
        id,
        { amountMinor, currency, reference },
      ]),
    );
  } finally {
    await client.end();
  }
}
