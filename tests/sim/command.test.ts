import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";

const RUN = join(__dirname, "../../scripts/run.js");

interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly problem: string;
}

/** The command as a person calls it, in a process of its own. */
function sim(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [RUN, "local/sim", ...args],
      { maxBuffer: 64 * 1024 * 1024 },
      (error, output, problem) => {
        const code = error ? Number(error.code ?? 1) : 0;
        resolve({ code, output, problem });
      },
    );
  });
}

function lastLine({ output }: Outcome): Record<string, unknown> {
  return JSON.parse(output.trim().split("\n").at(-1) ?? "{}");
}

describe("npm run sim", function () {
  this.timeout(30 * 60_000);

  it("finds no violation in hundreds of disasters of the default stack", async () => {
    // One half for each core.
    const halves = await Promise.all([
      sim("--seeds", "200", "--from", "1"),
      sim("--seeds", "200", "--from", "201"),
    ]);
    for (const half of halves) {
      expect(half.code, half.output).to.equal(0);
      expect(lastLine(half)).to.include({ seeds: 200, violations: 0 });
    }
  });

  for (const processor of ["lookup", "none"]) {
    it(`finds no violation with a processor of kind ${processor}`, async () => {
      const outcome = await sim("--seeds", "60", "--processor", processor);
      expect(outcome.code, outcome.output).to.equal(0);
    });
  }

  it("says the same about the same seeds in another process", async () => {
    const [first, second] = await Promise.all([sim("--seeds", "60"), sim("--seeds", "60")]);
    expect(lastLine(first).digest).to.equal(lastLine(second).digest);
    const others = await sim("--seeds", "60", "--from", "100");
    expect(lastLine(others).digest).not.to.equal(lastLine(first).digest);
  });

  it("tells one disaster with the timeline of both regions", async () => {
    const { code, output } = await sim("--replay", "7");
    expect(code).to.equal(0);
    expect(output).to.contain("us-east-1").and.to.contain("us-east-2").and.to.contain("digest");
  });

  it("refuses what it does not understand, in words", async () => {
    const { code, problem } = await sim("--seeds", "many");
    expect(code).to.equal(1);
    expect(problem).to.match(/seeds/);
  });
});
