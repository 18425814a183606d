import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { EventLog } from "./event-log";
import { measureNight } from "./measure-night";
import type { StrikeMeasure } from "./measured";
import { checkNight } from "./night-checks";
import type { NightRecord } from "./night-record";
import type { Objectives } from "./objectives";
import { spreadOf } from "./percentile";
import type { Provenance } from "./provenance";
import { OBLIGATIONS } from "./regulation";
import {
  type DrillReport,
  type Measured,
  REPORT_SCHEMA,
  type RunReport,
  type SignOff,
} from "./report-document";
import type { Scenario } from "./scenario";
import { seriesOf } from "./series";

/** Turns one night into its part of the report. */
export function reportNight(
  night: NightRecord,
  objectives: Objectives,
  evidenceFiles: Readonly<Record<string, string>>,
): RunReport {
  const { run, seed, moments, endedMs, interrupted, reconciliations, lines } = night;
  const { startedMs, strikes, authorities, zombie, failback } = moments;
  const measured = measureNight(night);
  const mark = (atMs: number, text: string) => ({ atSeconds: (atMs - startedMs) / 1000, text });
  return {
    ...{ run, seed, interrupted, measured, reconciliations },
    startedAt: new Date(startedMs).toISOString(),
    seconds: Math.round(endedMs - startedMs) / 1000,
    checks: checkNight(night, measured, objectives),
    series: seriesOf(lines, startedMs),
    marks: [
      ...strikes.map(({ atMs, what }) => mark(atMs, what)),
      ...authorities.slice(1).map(({ seenMs, active }) => mark(seenMs, `authority: ${active}`)),
      ...(zombie ? [mark(zombie.atMs, "old primary is back")] : []),
      ...(failback ? [mark(failback.orderedMs, "failback is ordered")] : []),
    ].sort((a, b) => a.atSeconds - b.atSeconds),
    evidence: Object.fromEntries(
      Object.entries(evidenceFiles).map(([name, file]) => [name, hashOfFile(file)]),
    ),
  };
}

/** What belongs to the whole exercise, whatever happens in its nights. */
export interface Exercise {
  readonly id: string;
  readonly scenario: Pick<Scenario, "name" | "title" | "background">;
  readonly target: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly operator: string;
  readonly runs: number;
  readonly scale: number;
  readonly rate: number;
  readonly provenance: Provenance;
  readonly objectives: Objectives;
  readonly deviations: DrillReport["deviations"];
  readonly realAndSimulated: DrillReport["realAndSimulated"];
}

export function assembleReport(
  exercise: Exercise,
  runs: readonly RunReport[],
  log: EventLog,
): DrillReport {
  const { scenario, scale, rate, provenance, objectives } = exercise;
  const checks = runs.flatMap(({ run, checks: own }) => own.map((check) => ({ run, ...check })));
  const complete = runs.length === exercise.runs && runs.every((run) => !run.interrupted);
  return {
    schema: REPORT_SCHEMA,
    exercise: {
      ...{ id: exercise.id, scenario: scenario.name, title: scenario.title },
      ...{ background: scenario.background, target: exercise.target },
      startedAt: exercise.startedAt.toISOString(),
      endedAt: exercise.endedAt.toISOString(),
      operator: exercise.operator,
      complete,
      passed: complete && checks.length > 0 && checks.every(({ passed }) => passed),
    },
    provenance,
    parameters: { runs: exercise.runs, scale, rate },
    objectives,
    measured: overall(runs),
    checks,
    findings: checks
      .filter(({ passed }) => !passed)
      .map(({ run, title, found }) => ({ run, check: title, found, owner: "", due: "" })),
    deviations: exercise.deviations,
    realAndSimulated: exercise.realAndSimulated,
    obligations: OBLIGATIONS,
    runs,
    events: log.entries,
    chain: { algorithm: "sha256", lastHash: log.lastHash },
    signOff: ["exercise lead", "service owner", "risk and compliance"].map(unsigned),
  };
}

function unsigned(role: string): SignOff {
  return { role, name: "", date: "", signature: "" };
}

/** Over all nights: percentiles of times, sums of counts; one unknown makes a sum unknown. */
function overall(runs: readonly RunReport[]): Measured {
  const nights = runs.map(({ measured }) => measured);
  const strikes = nights.flatMap((night) => night.strikes);
  const spread = (pick: (strike: StrikeMeasure) => number | null) => {
    const values = strikes.map(pick);
    // A blow after which something was never measured must not improve the percentiles.
    return values.includes(null) ? spreadOf([]) : spreadOf(values as number[]);
  };
  const sum = (values: readonly (number | null)[]) =>
    values.length === 0 || values.includes(null)
      ? null
      : (values as number[]).reduce((total, value) => total + value, 0);
  const seconds = nights.map(({ rpo }) => rpo.seconds);
  return {
    rtoSeconds: spread((strike) => strike.rtoSeconds),
    acceptGapSeconds: spread((strike) => strike.acceptGapSeconds),
    detectionSeconds: spread((strike) => strike.detectionSeconds),
    decisionSeconds: spread((strike) => strike.decisionSeconds),
    authoritySeconds: spread((strike) => strike.authoritySeconds),
    firstSuccessSeconds: spread((strike) => strike.firstSuccessSeconds),
    backlogDrainedSeconds: spread((strike) => strike.backlogDrainedSeconds),
    failbackSeconds: spreadOf(nights.flatMap(({ failback }) => failback.seconds ?? [])),
    rpo: {
      records: sum(nights.map(({ rpo }) => rpo.records)),
      seconds: sum(seconds) === null ? null : Math.max(...(seconds as number[])),
      money: moneyOf(nights.map(({ rpo }) => rpo.money)),
    },
    acknowledged: sum(nights.map(({ clients }) => clients.acknowledged)) ?? 0,
    lost: sum(nights.map((night) => night.lost)),
    doubleCharged: sum(nights.map((night) => night.doubleCharged)),
    wrongAmounts: sum(nights.map((night) => night.wrongAmounts)),
    inDoubt: sum(nights.map((night) => night.inDoubt)),
    conflictsRefused: sum(nights.map(({ clients }) => clients.conflictsRefused)) ?? 0,
    serverErrors: sum(nights.map(({ clients }) => clients.serverErrors)) ?? 0,
    noAnswer: sum(nights.map(({ clients }) => clients.noAnswer)) ?? 0,
    alerts: sum(nights.map((night) => night.alerts)) ?? 0,
  };
}

function moneyOf(parts: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const total: Record<string, string> = {};
  for (const [currency, amount] of parts.flatMap((part) => Object.entries(part))) {
    total[currency] = (BigInt(total[currency] ?? "0") + BigInt(amount)).toString();
  }
  return total;
}

function hashOfFile(file: string): string {
  if (!existsSync(file)) return "missing";
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
