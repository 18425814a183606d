import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { runAsCli } from "../../local/program/run-as-cli";
import { readStackSettings } from "../../local/program/stack-settings";
import { captureTwoRegions, TWO_REGIONS } from "../support/two-regions";

const RUN = join(__dirname, "..", "..", "scripts", "run.js");
const SMALL = ["--config", "functionsPerRegion=1"];

function plan(...args: string[]) {
  const command = [RUN, "local/plan", "--folder", TWO_REGIONS, ...args];
  return spawnSync(process.execPath, command, { cwd: tmpdir(), encoding: "utf8" });
}

describe("npm run plan", () => {
  let folder = "";

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "plan-"));
  });

  after(() => rmSync(folder, { recursive: true }));

  it("prints the tree with the budget and writes JSON, from any folder", () => {
    const json = join(folder, "plan.json");
    const { status, stdout, stderr } = plan("--stack", "dev", ...SMALL, "--json", json);
    expect(stderr).to.equal("");
    expect(status).to.equal(0);
    expect(stdout).to.include("two-regions, stack dev\n\nus-east-1\n");
    expect(stdout).to.include("68 resources in 4 components: us-east-1 34, us-east-2 34");
    expect(stdout).to.include("accepted again after 48 s");
    const document = JSON.parse(readFileSync(json, "utf8"));
    expect(document.budget).to.include({ acceptSeconds: 48, wholeSeconds: 190 });
    expect(document.outputs.queueUrls).to.have.length(2);
    expect(document.resources.length).to.be.greaterThan(68);
  });

  it("plans as a preview", () => {
    const { status, stdout } = plan("--stack", "dev", ...SMALL, "--preview");
    expect(status).to.equal(0);
    expect(stdout).to.include("stack dev (preview)");
    expect(stdout).to.include("68 resources");
  });

  it("exits 1 with every problem the program lists", () => {
    const settings = ["environmentSuffix=A_B", "secondaryRegion=us-east-1"];
    const { status, stdout, stderr } = plan(
      ...["--stack", "dev", ...settings.flatMap((setting) => ["--config", setting])],
    );
    expect([status, stdout]).to.deep.equal([1, ""]);
    expect(stderr).to.equal(
      "Stack dev is refused:\n" +
        "- environmentSuffix: use lower-case letters\n" +
        "- secondaryRegion: must differ from primaryRegion\n",
    );
  });

  it("exits 1 with every problem of the settings", () => {
    const { status, stderr } = plan("--stack", "dev", "--config", "x y", "--config", "sufix=1");
    expect(status).to.equal(1);
    expect(stderr.trim().split("\n")).to.have.length(3);
  });

  it("exits 1 for inputs that the provider would refuse", () => {
    const { status, stderr } = plan("--stack", "broken");
    expect(status).to.equal(1);
    expect(stderr).to.include("Stack broken is refused:\n");
    expect(stderr).to.include("- table (aws:dynamodb/table:Table): attributes[0].type is required");
    expect(stderr).to.include('billingMode: "ON_DEMAND" is not one of');
  });

  it("says what to type when no stack is named, and explains itself", () => {
    expect(plan()).to.include({
      status: 1,
      stderr: "say which stack to plan: --stack dev (or --help)\n",
    });
    const help = plan("--help");
    expect(help.status).to.equal(0);
    expect(help.stdout).to.include("npm run plan -- --stack dev");
  });

  it("captures in the runner's process exactly what it captures in ours", async () => {
    const settings = readStackSettings({ folder: TWO_REGIONS, stack: "dev" });
    for (const preview of [false, true]) {
      const { capture, exitCode } = await runAsCli(settings, preview);
      const here = await captureTwoRegions([], { preview });
      expect(exitCode).to.equal(0);
      expect(capture.errors).to.deep.equal([]);
      expect(capture.nodes.map(withoutSource)).to.deep.equal(here.nodes.map(withoutSource));
      expect(capture.outputs).to.deep.equal(here.outputs);
    }
  });

  it("takes the runner with it when it is interrupted", async () => {
    const started = join(folder, "started");
    const child = spawn(
      process.execPath,
      [RUN, "local/plan", "--folder", TWO_REGIONS, "--stack", "endless"],
      { env: { ...process.env, ENDLESS_PROGRAM_PID: started }, stdio: "ignore" },
    );
    const ended = new Promise<NodeJS.Signals | null>((resolve) => {
      child.once("exit", (_code, signal) => resolve(signal));
    });
    const runner = await numberIn(started);
    child.kill("SIGINT");
    expect(await ended).to.equal("SIGINT");
    expect(await isGone(runner)).to.equal(true);
  });
});

function withoutSource(node: object): object {
  return { ...node, source: "" };
}

async function numberIn(path: string): Promise<number> {
  for (let tries = 0; tries < 400; tries++) {
    try {
      const pid = Number(readFileSync(path, "utf8"));
      if (pid > 0) return pid;
    } catch {
      // The program has not started yet.
    }
    await pause(50);
  }
  throw new Error("the program never started");
}

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await pause(50);
  }
  return false;
}
