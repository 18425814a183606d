import type { Posting } from "../core/ledger-posting";
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
  const report = { present: [] as string[], absent: [] as string[], contradicting: [] as string[] };
  if (postings.length === 0) return report;
  const ids = [...new Set(postings.map(({ transactionId }) => transactionId))];
  const lines = new Map((await postedPayments(sql, ids)).map((line) => [line.key, line]));
  for (const id of ids) {
    const line = lines.get(id);
    const agrees = postings
      .filter(({ transactionId }) => transactionId === id)
      .every(
        (posting) =>
          line?.amountMinor === posting.amountMinor &&
          line.currency === posting.currency &&
          line.reference === posting.reference,
      );
    if (!line) report.absent.push(id);
    else if (agrees) report.present.push(id);
    else report.contradicting.push(id);
  }
  return report;
}
