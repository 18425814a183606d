/** One thing that a failover waits for, and where its length was declared. */
export interface BudgetStep {
  readonly step: string;
  readonly seconds: number;
  readonly from: string;
}

/** Steps that follow each other or run beside each other; the slower side decides. */
export type Course =
  | BudgetStep
  | { readonly inOrder: readonly Course[] }
  | { readonly atOnce: readonly Course[] };

/** The steps that decide how long a course takes, in order. */
export function longestPath(course: Course): readonly BudgetStep[] {
  if ("step" in course) return [course];
  if ("inOrder" in course) return course.inOrder.flatMap(longestPath);
  const paths = course.atOnce.map(longestPath);
  return paths.reduce<readonly BudgetStep[]>(
    (longest, path) => (secondsOf(path) > secondsOf(longest) ? path : longest),
    [],
  );
}

export function secondsOf(path: readonly BudgetStep[]): number {
  return path.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** A number of seconds with the place where it was declared. */
export interface Declared {
  readonly seconds: number;
  readonly from: string;
}

/** A health check: how often it asks and how many bad answers it needs. */
export interface DeclaredCheck {
  readonly intervalSeconds: number;
  readonly threshold: number;
  readonly from: string;
}

/** Everything that the length of a failover follows from. */
export interface FailoverFacts {
  readonly endpointCheck: DeclaredCheck;
  readonly latchCheck: DeclaredCheck;
  /** How long clients keep the old answer; undefined where clients choose a region themselves. */
  readonly recordTtl: Declared | undefined;
  readonly detectSchedule: Declared;
  readonly detectTimeout: Declared;
  readonly tick: Declared;
  readonly badTicks: number;
  readonly mode: "auto" | "approve" | "manual";
  /** The workflow until this region has authority, until it is recovered, until it is on record. */
  readonly untilFenced: readonly BudgetStep[];
  readonly untilRecovered: readonly BudgetStep[];
  readonly untilRecorded: readonly BudgetStep[];
}

/** How long a failover takes in the worst case. */
export interface FailoverBudget {
  /** From the disaster until payments are accepted again. */
  readonly acceptSeconds: number;
  /**
   * From the disaster until unfinished payments are driven on, verified, and the database is
   * promoted.
   */
  readonly wholeSeconds: number;
  /** From the disaster until the execution has closed, its evidence written. */
  readonly recordedSeconds: number;
  readonly acceptPath: readonly BudgetStep[];
  /** The steps behind `wholeSeconds`. */
  readonly path: readonly BudgetStep[];
  /** What no program can bound. */
  readonly notCounted: readonly string[];
}

/**
 * The workflow's state after which payments belong to the new region; the latch follows by itself.
 */
export const FENCE_STATE = "Fence";

/** The workflow's state after which payments are recovered and the database is promoted. */
export const TAKEOVER_STATE = "TakeOver";

/** The promise of the product: a configuration that needs longer is refused. */
export const BUDGET_LIMIT_SECONDS = 300;

/**
 * What passes between the last bad answer and a changed DNS answer: the checker's own deadline of 4
 * s to connect, then the spreading of the verdict to the name servers. Not a promise of AWS, hence
 * ample.
 */
export const ROUTE53_AGGREGATION_SECONDS = 10;

/** Route 53 answers an alias to an API with this TTL; it cannot be chosen. */
export const ALIAS_TTL_SECONDS = 60;

/** The latch endpoint may answer from what it read this long ago. */
const LATCH_CACHE_SECONDS = 1;

/**
 * Computes both budgets.
 * Cross-region: DNS moves by itself when the endpoint check of the lost region turns bad, without a
 * vote or a call; the takeover runs beside it and moves DNS a second time, through the latch, for a
 * region that is lost but still answers its health check.
 */
export function failoverBudget(facts: FailoverFacts): FailoverBudget {
  const accept = dnsMoves(facts, "endpoint check", facts.endpointCheck);
  const detected = detection(facts);
  const byLatch: Course = {
    inOrder: [
      detected,
      { inOrder: facts.untilFenced },
      { step: "latch answer is cached", seconds: LATCH_CACHE_SECONDS, from: "latch function" },
      dnsMoves(facts, "latch check", facts.latchCheck),
    ],
  };
  const whole = longestPath({
    atOnce: [accept, byLatch, { inOrder: [detected, { inOrder: facts.untilRecovered }] }],
  });
  const recorded = longestPath({ inOrder: [detected, { inOrder: facts.untilRecorded }] });
  const acceptPath = longestPath(accept);
  return {
    acceptSeconds: secondsOf(acceptPath),
    wholeSeconds: secondsOf(whole),
    recordedSeconds: Math.max(secondsOf(recorded), secondsOf(whole)),
    acceptPath,
    path: whole,
    notCounted: notCounted(facts),
  };
}

function dnsMoves({ recordTtl }: FailoverFacts, name: string, check: DeclaredCheck): Course {
  const { intervalSeconds, threshold, from } = check;
  const ttl: Course[] = recordTtl
    ? [{ step: "clients forget the old DNS answer", ...recordTtl }]
    : [];
  return {
    inOrder: [
      {
        step: `${name} turns: ${threshold} × ${intervalSeconds} s`,
        seconds: threshold * intervalSeconds,
        from,
      },
      {
        step: "Route 53 agrees on the verdict",
        seconds: ROUTE53_AGGREGATION_SECONDS,
        from: "Route 53",
      },
      ...ttl,
    ],
  };
}

/**
 * The disaster strikes just after a tick, at the end of a run of the detector: the schedule's gap,
 * then the row of bad ticks, and the last tick's probes may take until the next one is due.
 */
function detection(facts: FailoverFacts): Course {
  const { detectSchedule, detectTimeout, tick, badTicks } = facts;
  const gap = Math.max(0, detectSchedule.seconds - detectTimeout.seconds) + tick.seconds;
  return {
    inOrder: [
      { step: "detector pauses between two runs", seconds: gap, from: detectSchedule.from },
      {
        step: `detector sees ${badTicks} bad ticks and answers`,
        seconds: (badTicks + 1) * tick.seconds,
        from: tick.from,
      },
    ],
  };
}

function notCounted({ mode, recordTtl }: FailoverFacts): string[] {
  const left: string[] = [];
  if (mode === "approve") left.push("people who approve (failover.mode is approve)");
  if (mode === "manual") left.push("people who start the failover (failover.mode is manual)");
  if (!recordTtl)
    left.push("clients that change the regional endpoint themselves (dns.mode is none)");
  return left;
}

/** One line per step, for a plan, an output or a refusal. */
export function describePath(path: readonly BudgetStep[]): readonly string[] {
  return path.map(({ step, seconds, from }) => `${seconds} s  ${step}  [${from}]`);
}
