import { type ChildProcess, execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const RUN = join(__dirname, "../../scripts/run.js");

interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly problem: string;
}

/** The command as a person calls it, in a process of its own; `meet` gets hold of that process. */
function sim(args: readonly string[], meet?: (process: ChildProcess) => void): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...nodeOptions, RUN, "local/sim", ...args],
      { maxBuffer: 64 * 1024 * 1024 },
      (error, output, problem) => {
        const code = error ? Number(error.code ?? 1) : 0;
        resolve({ code, output, problem });
      },
    );
    meet?.(child);
  });
}

/** Makes every process say in the end how much memory it ever had. */
const folder = mkdtempSync(join(tmpdir(), "sim-command-"));
const measure = join(folder, "measure.js");
const nodeOptions = ["--require", measure];

function seeds(count: number, from = 1, ...more: readonly string[]): Promise<Outcome> {
  return sim(["--seeds", String(count), "--from", String(from), ...more]);
}

function lastLine({ output }: Outcome): Record<string, unknown> {
  return JSON.parse(output.trim().split("\n").at(-1) ?? "{}");
}

function megabytesOf({ problem }: Outcome): number {
  return Number(/at most (\d+) MB/.exec(problem)?.[1] ?? Number.NaN);
}

describe("npm run sim", function () {
  this.timeout(30 * 60_000);

  before(() => {
    const report = "process.stderr.write(`at most ${Math.round(rss() / 1024)} MB\\n`)";
    const rss = "const rss = () => process.resourceUsage().maxRSS;";
    writeFileSync(measure, `${rss} process.on("exit", () => ${report});`);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("finds no violation in ten thousand disasters of the default stack, in little memory", async () => {
    // One half for each core.
    const halves = await Promise.all([seeds(5_000), seeds(5_000, 5_001)]);
    for (const half of halves) {
      expect(half.code, half.output).to.equal(0);
      expect(lastLine(half)).to.include({ seeds: 5_000, violations: 0 });
      expect(megabytesOf(half)).to.be.below(500);
    }
  });

  for (const processor of ["lookup", "none"]) {
    it(`finds no violation with a processor of kind ${processor}`, async () => {
      const outcome = await seeds(200, 1, "--processor", processor);
      expect(outcome.code, outcome.output).to.equal(0);
    });
  }

  it("finds no violation in eventual tables but those that nothing can avoid", async () => {
    const outcome = await seeds(200, 1, "--mode", "eventual");
    expect(outcome.code, outcome.output).to.equal(0);
    expect(lastLine(outcome).expected).to.have.any.keys("I1", "I3", "I5", "I6", "I16");
  });

  it("says the same about the same seeds in another process", async () => {
    const [first, second] = await Promise.all([seeds(60), seeds(60)]);
    expect(lastLine(first).digest).to.equal(lastLine(second).digest);
    const others = await seeds(60, 100);
    expect(lastLine(others).digest).not.to.equal(lastLine(first).digest);
  });

  it("plays every seed twice where that is asked for, and sees no difference", async () => {
    const outcome = await seeds(30, 200, "--check-determinism");
    expect(outcome.code, outcome.output).to.equal(0);
    expect(lastLine(outcome)).to.include({ seeds: 30, violations: 0 });
  });

  it("says what it has when it is interrupted", async () => {
    const outcome = await sim(["--seeds", "100000"], (child) => {
      // Its first word means that disasters are being played.
      child.stderr?.once("data", () => child.kill("SIGINT"));
    });
    expect(outcome.code).to.equal(130);
    expect(outcome.output).to.contain("before the interruption");
    expect(lastLine(outcome)).to.include({ violations: 0 });
    expect(lastLine(outcome).seeds).to.be.within(1, 99_999);
  });

  it("tells one disaster with the timeline of both regions", async () => {
    const { code, output } = await sim(["--replay", "7"]);
    expect(code).to.equal(0);
    expect(output).to.contain("us-east-1").and.to.contain("us-east-2").and.to.contain("digest");
  });

  it("refuses what it does not understand, in words", async () => {
    const { code, problem } = await sim(["--seeds", "many"]);
    expect(code).to.equal(1);
    expect(problem).to.match(/seeds/);
  });
});
