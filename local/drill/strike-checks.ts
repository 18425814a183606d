import { atLeast, atMost, type Check } from "./check";
import { byName } from "./measure-clients";
import type { NightMeasure, StrikeMeasure } from "./measured";
import type { NightRecord } from "./night-record";
import type { Objectives } from "./objectives";
import { failedShare, TOLERATED_FAILURES } from "./served-again";

/** Clients may not notice a planned move, or a lie. */
const UNNOTICED_PERCENT = TOLERATED_FAILURES * 100;
const UNNOTICED_GAP_SECONDS = 5;

/** What each blow did to clients, and how the night went back to normal. */
export function strikeChecks(
  night: NightRecord,
  measure: NightMeasure,
  objectives: Objectives,
): Check[] {
  const { expects } = night.scenario;
  const { strikes } = measure;
  return [
    atLeast("strikes", "the blow was dealt", 1, strikes.length),
    ...strikes.flatMap((strike, index) => {
      const id = (name: string) => (strikes.length === 1 ? name : `${name}-${index + 1}`);
      return [
        ...recoveryChecks(strike, id, objectives),
        ...(expects.automaticTakeovers > index ? takeoverChecks(strike, id, objectives) : []),
        ...(expects.outage
          ? []
          : [
              seconds(
                id("gap"),
                "clients notice nothing",
                UNNOTICED_GAP_SECONDS,
                strike.acceptGapSeconds,
              ),
            ]),
      ];
    }),
    ...(expects.outage ? [] : [unnoticedCheck(night)]),
    ...(expects.moves > 0 && expects.ends === "primary" ? wayBack(measure, objectives) : []),
  ];
}

type Naming = (name: string) => string;

function seconds(id: string, title: string, limit: number, found: number | null): Check {
  return atMost(id, title, limit, found, " s");
}

function recoveryChecks({ rtoSeconds: rto }: StrikeMeasure, id: Naming, aims: Objectives): Check[] {
  const budget = aims.acceptBudgetSeconds;
  return [
    seconds(id("rto"), "clients are served again, and stay served", aims.rtoSeconds, rto),
    ...(budget === undefined
      ? []
      : [seconds(id("rto-budget"), "the same within the computed budget", budget, rto)]),
  ];
}

function takeoverChecks(strike: StrikeMeasure, id: Naming, aims: Objectives): Check[] {
  const { rtoSeconds: soon, wholeBudgetSeconds: whole } = aims;
  return [
    seconds(id("detection"), "the loss is seen", soon, strike.detectionSeconds),
    seconds(id("decision"), "the takeover starts", whole, strike.decisionSeconds),
    seconds(id("authority"), "authority moves", whole, strike.authoritySeconds),
    seconds(id("first-success"), "first payment in the standby", soon, strike.firstSuccessSeconds),
    seconds(id("backlog"), "earlier payments are finished", whole, strike.backlogDrainedSeconds),
  ];
}

function unnoticedCheck({ lines, moments }: NightRecord): Check {
  const struckMs = moments.strikes[0]?.atMs ?? 0;
  const asked = byName(lines).filter(({ beganMs }) => beganMs >= struckMs);
  const percent = asked.length === 0 ? null : Math.round(failedShare(asked) * 1000) / 10;
  return atMost("unnoticed", "failed requests of clients", UNNOTICED_PERCENT, percent, " %");
}

function wayBack({ failback }: NightMeasure, { wholeBudgetSeconds }: Objectives): Check[] {
  const title = "failed requests on the way back";
  return [
    seconds("failback", "the way back, to the last client", wholeBudgetSeconds, failback.seconds),
    atMost("failback-failures", title, UNNOTICED_PERCENT, failback.failedPercent, " %"),
  ];
}
