import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { captureApart } from "../cloud/capture-apart";
import { chooseLedger } from "../cloud/ledger-choice";
import { LOCAL_OVERRIDES, type LocalProgram } from "../cloud/local-stack";
import { assembleReport, reportNight } from "./assemble-report";
import {
  DRILL_COOL_DOWN_SECONDS,
  DRILL_HEALTHY_SECONDS,
  DRILL_OVERRIDES,
  deviationsOf,
  REAL,
  SIMULATED,
} from "./deviations";
import { EventLog } from "./event-log";
import { keepEvidence } from "./evidence-files";
import { STOPPED, stamp, stopOnSignal } from "./exercise";
import { type Objectives, objectivesOf } from "./objectives";
import type { DrillOptions } from "./options";
import { provenanceOf } from "./provenance";
import type { RunReport } from "./report-document";
import { reportHtml } from "./report-html";
import { runNight } from "./run-night";
import type { Scenario } from "./scenario";
import { SCENARIOS } from "./scenarios/all-scenarios";
import { summaryOf, Terminal, verdictOf } from "./terminal";

const ROOT = join(__dirname, "../..");

/** A storm of warnings may not make a report unreadable. */
const EVENTS_MAX = 5_000;

interface Nights {
  readonly options: DrillOptions;
  readonly scenario: Scenario;
  readonly program: LocalProgram;
  readonly objectives: Objectives;
  readonly folder: string;
  readonly log: EventLog;
  readonly signal: AbortSignal;
  readonly write: (text: string) => void;
}

interface Played {
  readonly runs: RunReport[];
  codeHash: string;
  /** Why not all nights could be played. */
  failure: unknown;
}

/** The drill against a local cloud: every run with fresh regions, one report over all of them. */
export async function drillLocally(
  options: DrillOptions,
  write: (text: string) => void,
): Promise<number> {
  const scenario = SCENARIOS.find(({ name }) => name === options.scenario);
  if (!scenario) throw new Error(`there is no scenario ${options.scenario}`);
  const startedAt = new Date();
  const id = `${stamp(startedAt)}-${scenario.name}`;
  const folder = options.report ?? join(ROOT, ".local/drills", id);
  requireNewReport(folder);
  const stopped = stopOnSignal(write);
  const { signal } = stopped;
  write("Reading the program…\n");
  const ledger = chooseLedger(options.ledger);
  if (ledger.note) write(`${ledger.note}\n`);
  const overrides = [...LOCAL_OVERRIDES, ...DRILL_OVERRIDES, ...ledger.overrides];
  const program = await captureApart(overrides);
  const objectives = objectivesOf(program.outputs, DRILL_COOL_DOWN_SECONDS);
  const log = new EventLog();
  const nights = { options, scenario, program, objectives, folder, log, signal, write };
  const { runs, codeHash, failure } = await playNights(nights).finally(stopped.end);
  const exercise = {
    ...{ id, scenario, startedAt, endedAt: new Date(), objectives },
    target: "local cloud, built from what the program declares",
    operator: userInfo().username,
    ...{ runs: options.runs, scale: options.scale, rate: options.rate },
    provenance: provenanceOf(program.config, codeHash),
    deviations: deviationsOf(options.scale),
    realAndSimulated: { real: REAL, simulated: SIMULATED },
  };
  const report = assembleReport(exercise, runs, log);
  writeFileSync(join(folder, "report.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(folder, "report.html"), reportHtml(report));
  const files = ["report.html", "report.json"].map((name) => `  ${join(folder, name)}\n`);
  write(`\n${verdictOf(report)}\n${files.join("")}`);
  if (failure !== undefined) throw failure;
  if (signal.aborted) return STOPPED;
  return report.exercise.passed ? 0 : 1;
}

/** A folder for the report; evidence is never overwritten. */
export function requireNewReport(folder: string): void {
  if (existsSync(join(folder, "report.json"))) {
    throw new Error(`${folder} holds a report already: choose another folder with --report DIR`);
  }
  mkdirSync(folder, { recursive: true });
}

async function playNights(nights: Nights): Promise<Played> {
  const { options, signal } = nights;
  const cloudFolder = join(ROOT, `.local/drill-cloud-${options.port}`);
  const played: Played = { runs: [], codeHash: "unknown", failure: undefined };
  try {
    for (let run = 1; run <= options.runs && !signal.aborted; run++) {
      await playOne(nights, run, cloudFolder, played);
    }
  } catch (error) {
    // Nights that were played before this one are not lost with it.
    if (played.runs.length === 0) throw error;
    played.failure = error;
  } finally {
    rmSync(cloudFolder, { recursive: true, force: true });
  }
  return played;
}

async function playOne(
  nights: Nights,
  run: number,
  cloudFolder: string,
  played: Played,
): Promise<void> {
  const { options, scenario, program, objectives, folder, log, signal, write } = nights;
  const { port: basePort, scale, rate } = options;
  const { topology } = program;
  const evidenceFolder = join(folder, `run-${run}`);
  const terminal = new Terminal(write);
  const before = log.entries.length;
  write(`\nRun ${run} of ${options.runs}: starting two regions…\n`);
  const night = await runNight({
    ...{ run, scenario, topology, folder: cloudFolder, evidenceFolder, basePort, scale, rate },
    healthyBeforeFailbackMs: DRILL_HEALTHY_SECONDS * 1000,
    signal,
    onEvent: (atMs, source, text, data) => {
      const count = log.entries.length - before;
      const entry = { run, atMs: Math.round(atMs), source, text, data };
      if (count < EVENTS_MAX) log.append(entry);
      else if (count === EVENTS_MAX) log.append({ ...entry, text: "no more events are kept" });
      terminal.event(atMs, source, text);
    },
  });
  played.codeHash = night.codeHash;
  const report = reportNight(night, objectives, keepEvidence(night, evidenceFolder));
  played.runs.push(report);
  write(summaryOf(report));
}
