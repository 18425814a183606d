import { readEvents } from "./core/event-reading";
import { type Posting, postingFor } from "./core/ledger-posting";
import type { LedgerAnswer, LedgerQuestion } from "./core/ledger-question";
import type { BasePorts, Remote, Sql } from "./core/ports";
import { type BatchFailures, batchFailures, type DeliveredRecord } from "./core/queue-records";
import { errorName } from "./core/retry";
import { isReadOnly } from "./core/sql-failure";
import { StepError } from "./core/step-error";
import { confirmPostings } from "./ledger/confirm-postings";
import { answerQuestion } from "./ledger/inquiry";
import { postBatch } from "./ledger/post-batch";
import { type RebuildReport, rebuild } from "./ledger/rebuild";

export interface LedgerPorts extends BasePorts {
  readonly sql: Sql;
  readonly dynamo: Remote;
  readonly transactionsTable: string;
}

/** An order to post again what is missing. */
export interface RebuildOrder {
  readonly mode: "rebuild";
  /** The answer of an earlier part that was not complete: goes on behind it. */
  readonly soFar?: unknown;
  readonly budgetMs?: unknown;
}

/** A batch of events, an order, or a question. */
export type LedgerEvent =
  | { readonly Records: readonly DeliveredRecord[] }
  | RebuildOrder
  | LedgerQuestion;

/** Leaves the function time to report before its own deadline. */
const REBUILD_BUDGET_MS = 40_000;
const REBUILD_PAGE = 500;

/**
 * Keeps the books: from events as they come, or from the payments table when some were lost; and
 * tells what is in them.
 */
export function ledger(ports: LedgerPorts) {
  return async (event: LedgerEvent): Promise<BatchFailures | RebuildReport | LedgerAnswer> => {
    if ("Records" in event) return post(ports, event.Records);
    switch (event.mode) {
      case "rebuild":
        return rebuildBooks(ports, event);
      case "postings":
        return answerQuestion(ports.sql, event);
      default:
        throw new Error("the ledger knows only the modes rebuild and postings");
    }
  };
}

async function rebuildBooks(ports: LedgerPorts, event: RebuildOrder): Promise<RebuildReport> {
  const soFar = reportFrom(event.soFar);
  const { budgetMs: wanted = REBUILD_BUDGET_MS } = event;
  if (typeof wanted !== "number") throw new StepError("InvalidInput", "budgetMs is a number");
  const budgetMs = Math.min(wanted, REBUILD_BUDGET_MS);
  const report = await rebuild(ports, { soFar, budgetMs, pageSize: REBUILD_PAGE });
  const reposted = report.reposted.count - (soFar?.reposted.count ?? 0);
  const contradicted = report.contradicting.count - (soFar?.contradicting.count ?? 0);
  ports.metrics.count("LedgerReposted", reposted);
  ports.metrics.count("LedgerContradicted", contradicted);
  return report;
}

/** An operator may have typed it: what does not look like an answer is refused before any posting. */
function reportFrom(value: unknown): RebuildReport | undefined {
  if (value === undefined || value === null) return undefined;
  const report = value as Partial<RebuildReport>;
  const isReport =
    typeof report.complete === "boolean" &&
    typeof report.scanned === "number" &&
    typeof report.present === "number" &&
    Array.isArray(report.reposted?.ids) &&
    Array.isArray(report.contradicting?.ids) &&
    (report.complete || typeof report.next === "string");
  if (!isReport) throw new StepError("InvalidInput", "soFar is the answer of an earlier part");
  return report as RebuildReport;
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
  const { open, contradicting } = await postOrConfirm(ports, postings);
  ports.metrics.count("LedgerContradicted", contradicting.length);
  for (const id of contradicting) ports.log.error("the ledger says otherwise", { id });
  const refused = [...open, ...contradicting].flatMap((id) => messages.get(id) ?? []);
  return batchFailures([...unreadable, ...refused]);
}

interface Bookkeeping {
  /** Neither posted nor seen: to be looked at again. */
  readonly open: readonly string[];
  readonly contradicting: readonly string[];
}

/** Cross-region: where the database only follows, the other region posts, and this one checks. */
async function postOrConfirm(
  ports: LedgerPorts,
  postings: readonly Posting[],
): Promise<Bookkeeping> {
  try {
    const { posted, contradicting } = await postBatch(ports, ports.sql, postings, "event");
    ports.metrics.count("LedgerPosted", posted.length);
    return { open: [], contradicting };
  } catch (error) {
    if (!isReadOnly(errorName(error))) throw error;
  }
  const { present, absent, contradicting } = await confirmPostings(ports.sql, postings);
  ports.metrics.count("LedgerConfirmed", present.length);
  ports.metrics.count("LedgerAwaited", absent.length);
  return { open: absent, contradicting };
}
