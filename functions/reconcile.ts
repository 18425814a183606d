import type { Acknowledgement } from "./core/payment-evidence";
import type { BasePorts, Remote } from "./core/ports";
import type { Reconciliation } from "./core/reconciliation";
import { reconciliationHtml } from "./core/reconciliation-html";
import { reconciliationReport, reportKey } from "./core/reconciliation-report";
import { type ArchivePorts, archiveReport } from "./store/archive";
import { READABLE_DAYS } from "./store/archive-receipts";
import type { InquiryPorts } from "./store/payment-inquiry";
import { reconcileTable } from "./store/reconcile-table";

export interface ReconcilePorts extends BasePorts, InquiryPorts, ArchivePorts {
  readonly dynamo: Remote;
}

/**
 * What to reconcile. The workflow gives only its input, and waits for what fits into its patience.
 */
export interface ReconcileEvent {
  readonly occasion?: string;
  /** The workflow's input, when the workflow asks. */
  readonly input?: { readonly kind?: unknown; readonly epoch?: unknown };
  /** Asks the processor about every payment, not only where its answer can matter. */
  readonly depth?: "open" | "all";
  readonly budgetMs?: number;
  /** Goes on where an earlier part stopped. */
  readonly after?: string;
  /** What clients were told, where somebody kept count. */
  readonly acknowledgements?: readonly Acknowledgement[];
}

/** Small enough for a workflow's state; the report itself is in the archive. */
export interface ReconcileAnswer {
  /** Where the report lies, without its ending: `.json` and `.html`. */
  readonly key: string;
  readonly hash: string;
  readonly clean: boolean;
  readonly payments: number;
  readonly totals: Reconciliation["totals"];
  /** Books that did not answer, or not to their end; the report is not clean then. */
  readonly unread?: readonly string[];
  /** Where to go on; only when the table was not read to its end. */
  readonly next?: string;
}

/**
 * Inside the patience of the workflow; an operator may ask for more, up to the function's deadline.
 */
const BUDGET_MS = 12_000;
const BUDGET_MS_MAX = 45_000;

/** Compares the payments table with everybody else's books, and keeps the report for auditors. */
export function reconcile(ports: ReconcilePorts) {
  return async (event: ReconcileEvent): Promise<ReconcileAnswer> => {
    const { after, acknowledgements = [], depth = "open" } = event;
    const at = new Date(ports.clock.nowMs()).toISOString();
    const budgetMs = Math.min(event.budgetMs ?? BUDGET_MS, BUDGET_MS_MAX);
    const order = { depth, budgetMs, after, acknowledgements };
    const { result, next, unread } = await reconcileTable(ports, order);
    const report = reconciliationReport(
      {
        region: ports.region,
        at,
        occasion: occasionOf(event),
        sources: sourcesOf(ports, event),
        ...(unread.length === 0 ? {} : { unread }),
        ...(after === undefined ? {} : { after }),
        ...(next === undefined ? {} : { next }),
      },
      result,
    );
    const { hash, clean } = report;
    const key = reportKey(report);
    await archiveReport(ports, `${key}.json`, "application/json", JSON.stringify(report));
    await archiveReport(ports, `${key}.html`, "text/html", reconciliationHtml(report));
    if (!clean) ports.log.warn("reconciliation is not clean", { key });
    const more = next === undefined ? {} : { next };
    const silent = unread.length === 0 ? {} : { unread };
    const { payments, totals } = result;
    return { key, hash, clean, payments, totals, ...silent, ...more };
  };
}

function occasionOf({ occasion, input }: ReconcileEvent): string {
  if (occasion) return occasion;
  return input ? `${input.kind} from epoch ${input.epoch}` : "on demand";
}

function sourcesOf(ports: ReconcilePorts, { acknowledgements, depth }: ReconcileEvent): string[] {
  return [
    `table in ${ports.region}`,
    ...Object.keys(ports.replicas ?? {}).map((region) => `table in ${region}`),
    ...(ports.processor
      ? [depth === "all" ? "processor" : "processor, for unfinished payments"]
      : []),
    ...(ports.ledger ? ["ledger"] : []),
    ...(ports.receiptArchive ? [`archive, receipts of ${READABLE_DAYS} days`] : []),
    ...(acknowledgements ? ["clients"] : []),
  ];
}
