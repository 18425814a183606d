import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readClientLog } from "../../local/drill/client-log";
import { brokenLink } from "../../local/drill/event-log";
import type { DrillReport } from "../../local/drill/report-document";

const ROOT = join(__dirname, "../..");
const RUN = join(ROOT, "scripts/run.js");

/** Minutes of the drill's clock in less than one of ours. */
const SCALE = "4";
/** Somebody else may have used the machine during the first night; nobody is unlucky twice. */
const NIGHTS_MAX = 2;
const PORT = "5600";

function drill(...args: string[]) {
  return spawnSync(process.execPath, [RUN, "local/drill", ...args], {
    ...{ cwd: tmpdir(), encoding: "utf8", maxBuffer: 64 * 1024 * 1024, timeout: 280_000 },
  });
}

/** Processes of a cloud that should be gone. */
function leftOver(port: string): string {
  const { stdout } = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line.includes(`drill-cloud-${port}/processes`))
    .join("\n");
}

/**
 * The whole story with real processes and sockets: load, SIGKILL of the primary, takeover, the return of the
 * old primary, failback, reconciliation. Fast clocks keep it short; the intervals keep their proportions, but work
 * takes as long as ever, so the test command runs this file while nothing else runs.
 */
describe("a drill that loses the primary region", function () {
  this.timeout(300_000);
  let folder = "";
  let outcome: ReturnType<typeof drill>;
  let report: DrillReport;

  before(() => {
    for (let night = 1; night <= NIGHTS_MAX; night++) {
      rmSync(folder, { recursive: true, force: true });
      folder = mkdtempSync(join(tmpdir(), "drill-"));
      const where = ["--port", PORT, "--report", folder, "--ledger", "none"];
      outcome = drill("--scale", SCALE, "--rate", "3", ...where);
      if (outcome.status === 0) break;
    }
    const file = join(folder, "report.json");
    expect(existsSync(file), `${outcome.stdout}\n${outcome.stderr}`).to.equal(true);
    report = JSON.parse(readFileSync(file, "utf8")) as DrillReport;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("passes every check and says so with its exit code", () => {
    const failed = report.checks.filter(({ passed }) => !passed);
    expect(failed, outcome.stdout).to.deep.equal([]);
    expect(report.exercise).to.deep.include({ complete: true, passed: true });
    expect(outcome.status).to.equal(0);
  });

  it("loses nothing and charges nobody twice", () => {
    const { lost, doubleCharged, wrongAmounts, inDoubt, acknowledged, rpo } = report.measured;
    expect({ lost, doubleCharged, wrongAmounts, inDoubt }).to.deep.equal({
      ...{ lost: 0, doubleCharged: 0, wrongAmounts: 0, inDoubt: 0 },
    });
    expect(rpo).to.deep.include({ records: 0, seconds: 0 });
    expect(acknowledged).to.be.above(200);
  });

  it("measures an outage, and its end within a minute, from the clients' own log", () => {
    const { rtoSeconds, firstSuccessSeconds, authoritySeconds } = report.measured;
    expect(rtoSeconds.max).to.be.within(5, 60);
    expect(firstSuccessSeconds.max).to.be.at.most(rtoSeconds.max ?? 0);
    expect(authoritySeconds.max).to.be.above(0);
    const lines = readClientLog(join(folder, "run-1/client-log.jsonl"));
    expect(lines.length).to.equal(report.runs[0]?.measured.clients.requests);
    expect(lines.some(({ status, via }) => status === 0 && via === "name")).to.equal(true);
  });

  it("tells the night so that nobody can change it afterwards", () => {
    expect(brokenLink(report.events, report.chain.lastHash)).to.equal(undefined);
    const texts = report.events.map(({ text }) => text).join("\n");
    for (const moment of [
      "us-east-1 goes dark",
      "authority is with us-east-2, epoch 2, by detect",
      "messages were still in the queues",
      "us-east-1 recovers",
      "authority is with us-east-1, epoch 3, by operator",
    ]) {
      expect(texts).to.include(moment);
    }
    expect(outcome.stdout).to.include("us-east-1 goes dark");
  });

  it("says in the report that its clocks were fast, and how busy the machine was", () => {
    expect(report.parameters.scale).to.equal(Number(SCALE));
    expect(report.deviations.map(({ what }) => what)).to.include("clocks");
    expect(report.runs[0]?.measured.pressure?.lateMsP99).to.be.a("number");
  });

  it("leaves evidence that the report vouches for, and no process", () => {
    const names = Object.keys(report.runs[0]?.evidence ?? {});
    expect(names).to.include.members(["client-log.jsonl", "processor-ledger.jsonl"]);
    for (const name of names) expect(existsSync(join(folder, "run-1", name)), name).to.equal(true);
    expect(existsSync(join(folder, "report.html"))).to.equal(true);
    expect(leftOver(PORT)).to.equal("");
  });

  it("does not overwrite evidence", () => {
    const again = drill("--report", folder, "--port", PORT);
    expect(again.status).to.equal(1);
    expect(again.stderr).to.include("holds a report already");
  });
});

describe("a drill that is stopped", function () {
  this.timeout(120_000);

  it("writes what it has, calls it incomplete, exits 130 and leaves no process", async () => {
    const folder = mkdtempSync(join(tmpdir(), "drill-"));
    const port = "5700";
    const args = [RUN, "local/drill", "--scale", "4", "--port", port, "--report", folder];
    const child = spawn(process.execPath, args, { cwd: tmpdir() });
    let output = "";
    child.stderr.on("data", (data) => {
      output += data;
    });
    child.stdout.on("data", (data) => {
      const before = output;
      output += data;
      const begins = "night 1 begins";
      if (output.includes(begins) && !before.includes(begins)) child.kill("SIGINT");
    });
    const status = await new Promise((resolve) => child.on("exit", resolve));
    expect(status, output).to.equal(130);
    const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as DrillReport;
    expect(report.exercise).to.deep.include({ complete: false, passed: false });
    expect(readFileSync(join(folder, "report.html"), "utf8")).to.include("Incomplete");
    expect(leftOver(port)).to.equal("");
    rmSync(folder, { recursive: true, force: true });
  });
});
