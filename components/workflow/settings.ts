import type { Consistency } from "../../functions/core/settings";
import type { StepArns } from "./steps";

/** What the definition of the workflow depends on; the same in both regions except for the ARNs. */
export interface WorkflowSettings {
  readonly arns: StepArns;
  /** Whether a ledger is declared that has to be promoted. */
  readonly database: boolean;
  /** Decides whether the old region's authority has to run out first. */
  readonly consistency: Consistency;
  /**
   * Shares of the traffic, in percent, that a failback moves one after the other; empty where
   * routing has no weights.
   */
  readonly canaryShares: readonly number[];
  /** The longest that people may take to approve. */
  readonly approvalTimeoutSeconds: number;
}

/**
 * The database is asked for this long whether its promotion is done; within the failover budget.
 */
export const FAILOVER_DATABASE_WINDOW_MS = 140_000;

/** A switchover in calm may take longer: nothing is down meanwhile. */
export const FAILBACK_DATABASE_WINDOW_MS = 900_000;

/** Pause between two questions about the database. */
export const DATABASE_POLL_SECONDS = 5;

/**
 * How long the books are posted again before the rest is left to an operator. Payments have been
 * taken for long by then; only the evidence waits, and it has its own place in the budget.
 */
export const LEDGER_WINDOW_MS = 20_000;

/** How long one part of it reads and posts, well inside the patience with the step. */
export const LEDGER_ROUND_MS = 8_000;

/** Pause between two parts. */
export const LEDGER_PAUSE_SECONDS = 2;

/** How long a canary share of the traffic is watched before the next one. */
export const CANARY_WATCH_SECONDS = 60;
