import type { PendingApproval } from "./approvals";
import type { Change } from "./change-history";
import type { Execution } from "./cloud-reader";
import type { Headline } from "./headline";
import type { PayerState } from "./payer-state";

/** Everything the page shows, once a second; the log comes beside it. */
export interface PageState {
  readonly atMs: number;
  readonly startedMs: number;
  readonly headline: Headline;
  readonly dns: DnsState | undefined;
  readonly authority: AuthorityState | undefined;
  /** Which region had authority when; null while nobody could be asked. */
  readonly authorityHistory: readonly Change<string | null>[];
  readonly regions: readonly RegionState[];
  readonly payments: PayerState;
  /** Accepted and not finished; undefined while no region can count. */
  readonly backlog: number | undefined;
  readonly replication: { readonly payments: string; readonly lagMs: number };
  readonly executions: readonly Execution[];
  readonly moves: MovesState;
  /** Questions that wait for people. */
  readonly approvals: readonly PendingApproval[];
}

export interface DnsState {
  readonly name: string;
  readonly address: string;
  readonly ttlSeconds: number;
  /** The region that the shared name leads to; null when it leads to none. */
  readonly answer: string | null;
  readonly history: readonly Change<string | null>[];
}

export interface AuthorityState {
  readonly region: string;
  readonly epoch: number;
  readonly phase: "STEADY" | "TAKEOVER";
}

export interface RegionState {
  readonly region: string;
  readonly role: "primary" | "secondary";
  readonly api: string;
  readonly active: boolean;
  readonly power: "on" | "dark" | "starting";
  readonly cutOff: boolean;
  readonly storeSilent: boolean;
  readonly lying: boolean;
  /** What Route 53's checkers say; null before they said anything. */
  readonly healthy: boolean | null;
  /** Whether a strong read in this region is answered; null before the first one. */
  readonly store: boolean | null;
  readonly requestsPerSecond: number;
  /** Processing queue; null while the region does not report. */
  readonly queue: { readonly waiting: number; readonly inWork: number } | null;
  readonly deadLetters: number | null;
  /** null without a ledger in this stack, or while its role is not known. */
  readonly database: "writes" | "follows" | null;
}

interface MovesState {
  /** Where the button leads; undefined while nobody knows who is active. */
  readonly kind: "failover" | "failback" | undefined;
  readonly to: string | undefined;
  /** A workflow runs: nothing else may be ordered. */
  readonly running: boolean;
  /** Why the button would not act now; undefined when it would. */
  readonly blocked: string | undefined;
  /** The policy's mode: whether the standby takes over by itself. */
  readonly mode: string;
}
