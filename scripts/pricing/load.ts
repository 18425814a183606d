/** The load that an estimate is made for. */
export interface Load {
  /** Payments accepted in a month, all in the active region. */
  readonly payments: number;
  /** Status and session reads beside each payment. */
  readonly readsPerPayment: number;
  /** Months of payments that are kept in tables and archive. */
  readonly monthsKept: number;
  /** Failovers and failbacks in a month, drills included. */
  readonly movesPerMonth: number;
}

/** Places from which Route 53 asks when a check names none. */
export const ALL_CHECKER_REGIONS = 8;

export const HOURS_PER_MONTH = 730;
export const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3_600;

/**
 * What an estimate has to take for granted. Each is printed with the estimate; measure them on a real stack and
 * correct them here.
 */
export const ASSUMED = {
  /** Checkers of Route 53 in each of its regions; all of its regions together have about sixteen. */
  checkersPerRegion: 2,
  /** Write units of one payment in the payments table: accept, claim, result, follow-up. */
  writesPerPayment: 3.3,
  /** Write units of one payment in the index of what is due. */
  indexWritesPerPayment: 4,
  readsOfPaymentPerPayment: 1,
  paymentKb: 1,
  sessionsPerPayment: 0.5,
  /** Share of authenticated requests whose token is not in API Gateway's cache. */
  tokensNotCached: 0.2,
  accessLogKb: 0.45,
  invocationLogKb: 0.35,
  businessLogKb: 0.6,
  /** Where no rule says otherwise X-Ray traces one request a second and this share of all others. */
  defaultTraces: { perSecond: 1, share: 0.05 },
  /** Duration of one look of a detector, its probes included. */
  lookSeconds: 1,
  /** Metrics of our own that are reported all the time: active region, standby. */
  ownMetrics: { active: 8, standby: 1 },
  /** Detailed metrics of one method of an API that is used. */
  metricsPerMethod: 5,
  /** Long polls of an event source mapping: pollers, and seconds each. */
  pollers: 5,
  pollSeconds: 20,
  transitionsPerMove: 60,
  archivedKb: 0.5,
  ledgerIoPerPayment: 6,
  ledgerKb: 1,
  natKbPerPayment: 10,
} as const;

/** Seconds that one invocation of a function takes; the others take a twentieth, and detectors as long as they tick. */
export const ASSUMED_SECONDS: Readonly<Record<string, number>> = {
  validate: 0.04,
  payment: 0.02,
  session: 0.02,
  health: 0.005,
  latch: 0.005,
  process: 0.3,
  sweep: 0.3,
  ledger: 0.3,
  archive: 0.2,
};

export const OTHER_SECONDS = 0.05;
