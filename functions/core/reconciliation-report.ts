import { createHash } from "node:crypto";
import { canonicalJson } from "./evidence";
import { needsAttention, RECONCILIATION_CLASSES, type Reconciliation } from "./reconciliation";

/** Whose books were compared. */
export interface ReconciliationScope {
  readonly region: string;
  /** ISO 8601. */
  readonly at: string;
  /** Why it was done: the workflow's name, or an operator's words. */
  readonly occasion: string;
  /** "table in us-east-1", "processor", "ledger", "clients", "archive". */
  readonly sources: readonly string[];
  /** Those of them that did not answer, or not to the end: nothing is known about their rest. */
  readonly unread?: readonly string[];
  /** Where this part began and where the next one begins; absent at either end of the table. */
  readonly after?: string;
  readonly next?: string;
}

/** The report of a reconciliation, or of a part of one. */
export interface ReconciliationReport {
  readonly schema: "payments-dr/reconciliation/1";
  readonly scope: ReconciliationScope;
  readonly result: Reconciliation;
  /** Every payment that was looked at needs nobody's attention, and none and nobody was left out. */
  readonly clean: boolean;
  /** SHA-256 over everything above: a changed report is found out. */
  readonly hash: string;
}

export function reconciliationReport(
  scope: ReconciliationScope,
  result: Reconciliation,
): ReconciliationReport {
  const schema = "payments-dr/reconciliation/1";
  const { after, next, unread = [] } = scope;
  const whole = after === undefined && next === undefined && unread.length === 0;
  const clean =
    whole && !RECONCILIATION_CLASSES.some((one) => needsAttention(one) && result.totals[one]);
  const content = { schema, scope, result, clean } as const;
  return { ...content, hash: digestOf(content) };
}

/** Whether a report is as it was written. */
export function isReportIntact({ hash, ...content }: ReconciliationReport): boolean {
  return hash === digestOf(content);
}

/** Where a report lies in the archive, without its ending: by day, named after its contents. */
export function reportKey({ scope, hash }: ReconciliationReport): string {
  const day = scope.at.slice(0, 10);
  const time = scope.at.slice(11, 19).replaceAll(":", "");
  return `reconciliation/date=${day}/${time}-${hash.slice(0, 16)}`;
}

function digestOf(content: object): string {
  return createHash("sha256").update(canonicalJson(content)).digest("hex");
}
