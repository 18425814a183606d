import { readEvents } from "./core/event-reading";
import { type Posting, postingFor } from "./core/ledger-posting";
import type { BasePorts, Remote, Sql } from "./core/ports";
import { type BatchFailures, batchFailures, type DeliveredRecord } from "./core/queue-records";
import { postBatch } from "./ledger/post-batch";
import { type RebuildReport, rebuild } from "./ledger/rebuild";

export interface LedgerPorts extends BasePorts {
  readonly sql: Sql;
  readonly dynamo: Remote;
  readonly transactionsTable: string;
}

/** A batch of events, or an order to post again what is missing. */
export type LedgerEvent =
  | { readonly Records: readonly DeliveredRecord[] }
  | { readonly mode: "rebuild"; readonly after?: string };

/** Leaves the function time to report before its own deadline. */
const REBUILD_BUDGET_MS = 40_000;
const REBUILD_PAGE = 500;

/** Keeps the books: from events as they come, or from the payments table when some were lost. */
export function ledger(ports: LedgerPorts) {
  return async (event: LedgerEvent): Promise<BatchFailures | RebuildReport> => {
    if ("Records" in event) return post(ports, event.Records);
    if (event.mode !== "rebuild") throw new Error("the ledger knows only the mode rebuild");
    const limits = { after: event.after, budgetMs: REBUILD_BUDGET_MS, pageSize: REBUILD_PAGE };
    const report = await rebuild(ports, limits);
    ports.metrics.count("LedgerReposted", report.reposted.count);
    ports.metrics.count("LedgerContradicted", report.contradicting.count);
    return report;
  };
}

/** A contradiction ends in the dead-letter queue on purpose: somebody has to look at it. */
async function post(
  ports: LedgerPorts,
  records: readonly DeliveredRecord[],
): Promise<BatchFailures> {
  const { events, unreadable } = readEvents(records);
  const messages = new Map<string, string[]>();
  const postings: Posting[] = [];
  for (const { messageId, event } of events) {
    const posting = postingFor(event);
    if (!posting) continue;
    postings.push(posting);
    messages.set(posting.transactionId, [
      ...(messages.get(posting.transactionId) ?? []),
      messageId,
    ]);
  }
  const report = await postBatch(ports, ports.sql, postings, "event");
  ports.metrics.count("LedgerPosted", report.posted.length);
  ports.metrics.count("LedgerContradicted", report.contradicting.length);
  for (const id of report.contradicting) ports.log.error("the ledger says otherwise", { id });
  const refused = report.contradicting.flatMap((id) => messages.get(id) ?? []);
  return batchFailures([...unreadable, ...refused]);
}
