import { batchOf, type Posting } from "../core/ledger-posting";
import type { LedgerLine } from "../core/ledger-question";
import type { Sql } from "../core/ports";
import { postedPayments } from "../store/posted-payments";

/** What a copy that cannot be written to holds of a batch, by identifier. */
export interface ConfirmationReport {
  readonly present: readonly string[];
  /** Not replicated yet, or never posted. */
  readonly absent: readonly string[];
  readonly contradicting: readonly string[];
}

/**
 * Cross-region: every region hears every event, and only one of them has the database that can be written
 * to. The other one sees to it that the posting has come over.
 */
export async function confirmPostings(
  sql: Sql,
  postings: readonly Posting[],
): Promise<ConfirmationReport> {
  const batch = batchOf(postings);
  const ids = batch.postings.map(({ transactionId }) => transactionId);
  const held = ids.length === 0 ? [] : await postedPayments(sql, ids);
  const lines = new Map(held.map((line) => [line.key, line]));
  const report = {
    present: [] as string[],
    absent: [] as string[],
    contradicting: [...batch.contradicting],
  };
  for (const posting of batch.postings) {
    const line = lines.get(posting.transactionId);
    if (!line) report.absent.push(posting.transactionId);
    else if (agree(line, posting)) report.present.push(posting.transactionId);
    else report.contradicting.push(posting.transactionId);
  }
  return report;
}

function agree(line: LedgerLine, posting: Posting): boolean {
  return (
    line.amountMinor === posting.amountMinor &&
    line.currency === posting.currency &&
    line.reference === posting.reference
  );
}
