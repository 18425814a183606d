import type { PostedPayment } from "./payment-evidence";

/**
 * A question about the books, from whoever reconciles: only the ledger's own function signs in to
 * the database. With `keys`: what is posted of them. With `before`: everything posted before it,
 * part by part.
 */
export interface LedgerQuestion {
  readonly mode: "postings";
  readonly keys?: readonly string[];
  /** ISO 8601, of the ledger's own clock: an earlier answer's `time`. */
  readonly before?: string;
  readonly after?: string;
}

/** A payment as the ledger holds it, with the key that everybody knows it by. */
export interface LedgerLine extends PostedPayment {
  readonly key: string;
}

export interface LedgerAnswer {
  /** The ledger's own clock, ISO 8601. */
  readonly time: string;
  /** In the order of keys. */
  readonly lines: readonly LedgerLine[];
  /** Whether there is more behind the last line. */
  readonly more: boolean;
}

/** Lines of one answer: well inside what an invocation may return. */
export const LINES_MAX = 5_000;
