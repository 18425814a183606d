import type { MachinePressure } from "./machine-watch";
import type { Spread } from "./percentile";

/** What one blow did to clients, in seconds since it; null where nothing was measured. */
export interface StrikeMeasure {
  readonly what: string;
  readonly detectionSeconds: number | null;
  readonly decisionSeconds: number | null;
  readonly authoritySeconds: number | null;
  readonly dnsSeconds: number | null;
  readonly firstSuccessSeconds: number | null;
  /** Until clients are served and stay served. */
  readonly rtoSeconds: number | null;
  /** The longest time between two accepted payments around it. */
  readonly acceptGapSeconds: number | null;
  readonly backlogDrainedSeconds: number | null;
}

/** What one night was, in numbers. */
export interface NightMeasure {
  readonly strikes: readonly StrikeMeasure[];
  readonly latencyMs: {
    readonly before: Spread;
    readonly during: Spread;
    readonly after: Spread;
  };
  readonly clients: ClientCounts;
  readonly rpo: {
    readonly records: number | null;
    readonly seconds: number | null;
    /** Minor units per currency. */
    readonly money: Readonly<Record<string, string>>;
  };
  readonly lost: number | null;
  readonly doubleCharged: number | null;
  readonly wrongAmounts: number | null;
  readonly inDoubt: number | null;
  readonly unfinished: number | null;
  readonly alerts: number;
  readonly pressure: MachinePressure | null;
  readonly deadLetters: number | null;
  readonly zombie: {
    readonly restoredMessages: number | null;
    /** Attempts of the old primary while it had no authority. */
    readonly unlawfulClaims: number | null;
  };
  readonly failback: {
    readonly seconds: number | null;
    readonly acceptGapSeconds: number | null;
    readonly failedPercent: number | null;
  };
}

/** A blow after which nothing was measured yet. */
export const EMPTY_STRIKE: StrikeMeasure = {
  what: "",
  detectionSeconds: null,
  decisionSeconds: null,
  authoritySeconds: null,
  dnsSeconds: null,
  firstSuccessSeconds: null,
  rtoSeconds: null,
  acceptGapSeconds: null,
  backlogDrainedSeconds: null,
};

const NO_SPREAD: Spread = { p50: null, p99: null, max: null };

/** What clients asked and what they were told. */
export interface ClientCounts {
  readonly requests: number;
  readonly payments: number;
  readonly acknowledged: number;
  readonly unanswered: number;
  readonly duplicates: number;
  readonly duplicatesAnsweredAlike: number;
  readonly conflicts: number;
  readonly conflictsRefused: number;
  readonly malformed: number;
  readonly malformedRefused: number;
  readonly readings: number;
  readonly staleRequests: number;
  readonly serverErrors: number;
  readonly noAnswer: number;
}

const NO_CLIENTS: ClientCounts = {
  requests: 0,
  payments: 0,
  acknowledged: 0,
  unanswered: 0,
  duplicates: 0,
  duplicatesAnsweredAlike: 0,
  conflicts: 0,
  conflictsRefused: 0,
  malformed: 0,
  malformedRefused: 0,
  readings: 0,
  staleRequests: 0,
  serverErrors: 0,
  noAnswer: 0,
};

/** An exercise that measured nothing: unknown, not zero. */
export const EMPTY_MEASURE: NightMeasure = {
  strikes: [],
  latencyMs: { before: NO_SPREAD, during: NO_SPREAD, after: NO_SPREAD },
  clients: NO_CLIENTS,
  rpo: { records: null, seconds: null, money: {} },
  lost: null,
  doubleCharged: null,
  wrongAmounts: null,
  inDoubt: null,
  unfinished: null,
  alerts: 0,
  pressure: null,
  deadLetters: null,
  zombie: { restoredMessages: null, unlawfulClaims: null },
  failback: { seconds: null, acceptGapSeconds: null, failedPercent: null },
};
