import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { assembleReport, type Exercise, reportNight } from "../../../local/drill/assemble-report";
import { deviationsOf, REAL, SIMULATED } from "../../../local/drill/deviations";
import { EventLog } from "../../../local/drill/event-log";
import type { NightRecord } from "../../../local/drill/night-record";
import { provenanceOf } from "../../../local/drill/provenance";
import type { DrillReport } from "../../../local/drill/report-document";
import { reportHtml } from "../../../local/drill/report-html";
import { regionLoss } from "../../../local/drill/scenarios/region-loss";
import { sampleNight } from "./sample-night";

type Validate = ((document: unknown) => boolean) & { errors?: unknown };

const SCHEMA = join(__dirname, "../../../docs/drill-report.schema.json");

/** The validator that the state machines' checker brings along. */
function validator(): Validate {
  const from = createRequire(require.resolve("asl-validator/package.json"));
  const { default: Ajv } = from("ajv") as {
    default: new (options: object) => { compile(schema: object): Validate };
  };
  const options = { strict: true, allErrors: true, allowUnionTypes: true };
  return new Ajv(options).compile(JSON.parse(readFileSync(SCHEMA, "utf8")));
}

function reportOf(nights: readonly NightRecord[], change: Partial<Exercise> = {}): DrillReport {
  const objectives = {
    ...{ rtoSeconds: 60, rpoRecords: 0, acceptBudgetSeconds: 50, wholeBudgetSeconds: 227 },
    coolDownMs: 60_000,
  };
  const log = new EventLog();
  for (const { run } of nights) {
    log.append({ run, atMs: 0, source: "drill", text: "<b>night</b> begins", data: { seed: 1 } });
  }
  const exercise: Exercise = {
    ...{ id: "2026-01-01-region-loss", scenario: regionLoss, target: "local cloud" },
    ...{ startedAt: new Date(0), endedAt: new Date(300_000), operator: "tester" },
    ...{ runs: nights.length, scale: 1, rate: 5, objectives },
    provenance: provenanceOf({ "payments-dr:environmentSuffix": "local" }, "0".repeat(64)),
    deviations: deviationsOf(1),
    realAndSimulated: { real: REAL, simulated: SIMULATED },
    ...change,
  };
  const runs = nights.map((night) =>
    reportNight(night, objectives, { "client-log.jsonl": SCHEMA }),
  );
  return assembleReport(exercise, runs, log);
}

/** As it is written to disk and read again. */
const written = (report: DrillReport) => JSON.parse(JSON.stringify(report)) as DrillReport;

describe("the drill's report", () => {
  const validate = validator();

  it("follows the published schema", () => {
    expect(validate(written(reportOf([sampleNight()]))), JSON.stringify(validate.errors)).to.equal(
      true,
    );
  });

  it("follows the schema when next to nothing was measured", () => {
    const night = sampleNight({ lines: [], interrupted: true, problem: "stopped" });
    const nothing = {
      ...night.moments,
      strikes: [],
      authorities: [],
      moves: [],
      failback: undefined,
    };
    const report = reportOf([{ ...night, moments: nothing }], { runs: 3 });
    expect(validate(written(report)), JSON.stringify(validate.errors)).to.equal(true);
    expect(report.measured.rtoSeconds).to.deep.equal({ p50: null, p99: null, max: null });
  });

  const damages: Record<string, (report: DrillReport) => unknown> = {
    "a missing part": ({ chain: _chain, ...rest }) => rest,
    "an unknown member": (report) => ({ ...report, mood: "good" }),
    "a text where a number belongs": (report) => ({
      ...report,
      measured: { ...report.measured, lost: "0" },
    }),
    "an event without its hash": (report) => ({
      ...report,
      events: report.events.map(({ hash: _hash, ...event }) => event),
    }),
    "another schema's name": (report) => ({ ...report, schema: "payments-dr/drill-report/2" }),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`is refused by the schema with ${what}`, () => {
      expect(validate(damage(written(reportOf([sampleNight()]))))).to.equal(false);
    });
  }

  it("passes only when it is complete and every check passed", () => {
    expect(reportOf([sampleNight()]).exercise).to.deep.include({ complete: true, passed: true });
    const failed = reportOf([sampleNight(), sampleNight({ run: 2, problem: "no takeover" })]);
    expect(failed.exercise).to.deep.include({ complete: true, passed: false });
    expect(failed.findings.map(({ run, found }) => [run, found])).to.deep.equal([
      [2, "no takeover"],
    ]);
    const stopped = reportOf([sampleNight()], { runs: 2 });
    expect(stopped.exercise).to.deep.include({ complete: false, passed: false });
  });

  it("does not let a run that measured nothing improve the percentiles", () => {
    const blind = sampleNight({ run: 2, lines: [] });
    const { measured } = reportOf([sampleNight(), blind]);
    expect(measured.rtoSeconds.p99).to.equal(null);
    expect(reportOf([sampleNight()]).measured.rtoSeconds.p99).to.equal(30.05);
  });

  it("says which rules it answers, and what was real", () => {
    const { obligations, realAndSimulated, signOff } = reportOf([sampleNight()]);
    const clauses = obligations.map(({ clause }) => clause);
    expect(clauses).to.include.members(["Art. 25", "A1.3", "12.10.2"]);
    expect(realAndSimulated.real).to.not.be.empty;
    expect(realAndSimulated.simulated).to.not.be.empty;
    expect(signOff).to.have.length(3);
  });

  it("names scaled clocks as a deviation", () => {
    expect(deviationsOf(1).map(({ what }) => what)).to.not.include("clocks");
    expect(deviationsOf(8).find(({ what }) => what === "clocks")?.drilled).to.equal(
      "8 times faster",
    );
  });

  it("is a page that needs nothing else, and takes no text for markup", () => {
    const html = reportHtml(reportOf([sampleNight()]));
    expect(html).to.match(/^<!doctype html>/);
    expect(html).to.not.match(/<script|<link|<img|src=|@import|url\(|https?:/);
    expect(html).to.include("&#60;b&#62;night&#60;/b&#62; begins");
    expect(html).to.include("prefers-color-scheme:dark");
    for (const title of ["Every check", "Objectives", "Sign-off", "Real and simulated"]) {
      expect(html).to.include(`<h2>${title}</h2>`);
    }
    expect(html.match(/<svg /g)).to.have.length(5);
    expect(html).to.not.include("NaN");
    expect(html).to.not.include("undefined");
  });
});
