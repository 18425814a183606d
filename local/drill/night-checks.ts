import { atLeast, atMost, type Check, equal, none } from "./check";
import { isAcknowledgement } from "./client-log";
import type { NightMeasure } from "./measured";
import { DRILL_CHECKERS, factsOf } from "./night-facts";
import type { NightRecord } from "./night-record";
import type { Objectives } from "./objectives";
import { strikeChecks } from "./strike-checks";

/** A quiet system that accepted fewer payments than this tells nothing about a struck one. */
const LEAST_BASELINE_PAYMENTS = 20;

/** On a busier machine a drill measures the machine, not the system. */
const LATE_MS = 500;

/** Everything that is judged about one night. */
export function checkNight(
  night: NightRecord,
  measure: NightMeasure,
  objectives: Objectives,
): readonly Check[] {
  return [
    ...storyChecks(night),
    ...strikeChecks(night, measure, objectives),
    ...moneyChecks(measure),
    ...clientChecks(measure),
    ...authorityChecks(night, measure),
    ...reconciliationChecks(night),
    ...invariantChecks(night, objectives),
  ];
}

function storyChecks({
  problem,
  interrupted,
  unread,
  lines,
  moments,
  pressure,
}: NightRecord): Check[] {
  const struckMs = moments.strikes[0]?.atMs ?? 0;
  const early = lines.filter(
    (line) => line.kind === "payment" && isAcknowledgement(line) && line.endedMs < struckMs,
  );
  const accepted = new Set(early.map(({ id }) => id)).size;
  return [
    equal("story", "the night was played to its end", "played", problem ?? "played"),
    equal("complete", "nobody stopped the drill", "complete", interrupted ? "stopped" : "complete"),
    none("books", "every book could be read", unread),
    atMost(
      "machine",
      "lateness of the drill's own timers, p99",
      LATE_MS,
      pressure.lateMsP99,
      " ms",
    ),
    atLeast("baseline", "payments accepted before the blow", LEAST_BASELINE_PAYMENTS, accepted),
  ];
}

function moneyChecks(measure: NightMeasure): Check[] {
  return [
    atMost("lost", "acknowledged payments that are lost", 0, measure.lost),
    atMost("rpo-seconds", "recovery point objective", 0, measure.rpo.seconds, " s"),
    atMost("double-charged", "payments that were charged twice", 0, measure.doubleCharged),
    atMost("wrong-amounts", "charges of another amount", 0, measure.wrongAmounts),
    atMost("in-doubt", "payments whose outcome nobody knows", 0, measure.inDoubt),
    atMost("unfinished", "payments that are not finished", 0, measure.unfinished),
    // Harmless, because the sweeper re-creates hints, but they have to be counted and noticed (I12).
    atLeast("dead-letters", "messages in dead-letter queues are counted", 0, measure.deadLetters),
  ];
}

/** Each kind of client has to have been there: what was not tried was not proved. */
function clientChecks({ clients }: NightMeasure): Check[] {
  const { duplicates, conflicts, malformed, readings, staleRequests } = clients;
  return [
    atMost("unanswered", "payments that were never answered", 0, clients.unanswered),
    atLeast("duplicates", "repeated requests", 1, duplicates),
    equal(
      "duplicates-alike",
      "repetitions with the same answer",
      duplicates,
      clients.duplicatesAnsweredAlike,
    ),
    atLeast("conflicts", "requests for other money under a used identifier", 1, conflicts),
    equal("conflicts-refused", "of these refused with 409", conflicts, clients.conflictsRefused),
    atLeast("malformed", "requests that break the rules", 1, malformed),
    equal("malformed-refused", "of these refused with 400", malformed, clients.malformedRefused),
    atLeast("readings", "questions about a payment's state", 1, readings),
    atLeast("stale", "requests of clients pinned to a region", 1, staleRequests),
  ];
}

function authorityChecks(night: NightRecord, measure: NightMeasure): Check[] {
  const { scenario, moments, topology } = night;
  const { expects } = scenario;
  const epochs = moments.authorities.map(({ epoch }) => epoch);
  const moves = new Set(epochs).size - 1;
  const automatic = moments.moves.filter(
    ({ by, status }) => (by === "detect" || by === "alarm") && status === "SUCCEEDED",
  );
  const last = moments.authorities.at(-1)?.active;
  const isAway = last === topology.secondary;
  return [
    equal("moves", "times that authority moved", expects.moves, epochs.length === 0 ? null : moves),
    equal(
      "automatic",
      "takeovers by the standby's own decision",
      expects.automaticTakeovers,
      automatic.length,
    ),
    equal(
      "ends",
      "authority in the morning",
      expects.ends,
      last && (isAway ? "standby" : "primary"),
    ),
    atMost(
      "fenced",
      "claims of the old primary without authority",
      0,
      measure.zombie.unlawfulClaims,
    ),
    ...(expects.latch ? [latchCheck(night)] : []),
    ...(expects.zombie === "restarted"
      ? [
          atLeast(
            "old-queue",
            "messages in the old primary's queues when it returned",
            1,
            measure.zombie.restoredMessages,
          ),
        ]
      : []),
    ...(expects.zombie === "never stopped"
      ? [
          equal(
            "zombie",
            "the old primary came back under the standby's authority",
            "yes",
            moments.zombie && "yes",
          ),
        ]
      : []),
    ...(expects.automaticTakeovers > 0
      ? [atLeast("alerts", "alarms that told people", 1, measure.alerts)]
      : []),
  ];
}

/**
 * Cross-region: between a takeover and the failback DNS leads nobody to the old primary, however well it
 * looks. Clients that were led away once must not be led back before authority is back.
 */
function latchCheck({ moments, topology }: NightRecord): Check {
  const wrong = moments.dnsMoves.filter(({ atMs, region }) => {
    if (region !== topology.primary) return false;
    const ruling = moments.authorities.filter((one) => one.atMs <= atMs).at(-1);
    const ruled = ruling?.active === topology.secondary;
    return ruled;
  });
  return none(
    "latch",
    "DNS leads nobody back before the failback",
    wrong.map(
      ({ atMs }) =>
        `a client was led back ${Math.round((atMs - moments.startedMs) / 1000)} s into the night`,
    ),
  );
}

function reconciliationChecks({ reconciliations, scenario }: NightRecord): Check[] {
  const dirty = reconciliations.filter(({ clean }) => !clean);
  const whole = reconciliations.at(-1);
  return [
    atLeast("reconciliations", "reconciliations of all books", 2, reconciliations.length),
    none(
      "books-agree",
      "all books agree in each of them",
      dirty.map(
        ({ scope, result }) => `${scope.occasion}: ${Object.keys(result.totals).join(", ")}`,
      ),
    ),
    atLeast("reconciled", `payments reconciled after ${scenario.name}`, 1, whole?.result.payments),
  ];
}

/** The simulator's invariants, judged on a drill's evidence. */
function invariantChecks(night: NightRecord, { coolDownMs }: Objectives): Check[] {
  const facts = factsOf(night, coolDownMs);
  return DRILL_CHECKERS.map((checker) => {
    const id = `invariant-${checker.id}`;
    if (!facts) {
      return { id, title: checker.statement, expected: "none", found: "not judged", passed: false };
    }
    return none(
      id,
      checker.statement,
      checker.check(facts).map(({ detail }) => detail),
    );
  });
}
