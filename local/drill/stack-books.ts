import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { ReconciliationReport } from "../../functions/core/reconciliation-report";
import { type BookedPayment, bookedPayment, readTable } from "./books";
import { type Check, none } from "./check";
import { reconcileBooks } from "./reconcile-books";
import type { StackOutputs } from "./stack-outputs";
import type { StackTarget } from "./stack-target";

/** A look at a table that serves customers has to end: every read is paid for and competes with them. */
const PAYMENTS_MAX = 5_000;
const AT_ONCE = 8;
const NOT_ASKED = { charges: "not-asked", postings: "not-asked", receipts: "not-asked" } as const;

export interface StackReconciliation {
  readonly report: ReconciliationReport;
  readonly check: Check;
}

/** Compares the payments of one region's table with what the other region knows about them. */
export async function reconcileStack(
  target: StackTarget,
  { regions, transactionsTable }: StackOutputs,
): Promise<StackReconciliation> {
  const { reach, clock } = target;
  const { primary, secondary } = regions;
  const one = await readTable(reach, secondary, transactionsTable, PAYMENTS_MAX);
  const other = new Map<string, BookedPayment>();
  const client = reach.client("dynamodb", primary, (config) => new DynamoDBClient(config));
  const waiting = [...one.keys()];
  const readOn = async (): Promise<void> => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      const Key = { transaction_id: { S: key } };
      const input = { TableName: transactionsTable, Key, ConsistentRead: true };
      const { Item } = await client.send(new GetItemCommand(input));
      if (Item) other.set(key, bookedPayment(Item));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  const tables = { [secondary]: one, [primary]: other };
  const books = { acknowledged: [], tables, ...NOT_ASKED };
  const part = one.size >= PAYMENTS_MAX ? `, the first ${PAYMENTS_MAX} payments only` : "";
  const scope = { region: secondary, atMs: clock.nowMs(), occasion: `read-only probe${part}` };
  const report = reconcileBooks(books, scope);
  const wrong = report.clean ? [] : Object.keys(report.result.totals);
  return { report, check: none("books-agree", "both tables hold the same payments", wrong) };
}
