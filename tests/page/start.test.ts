import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { loadavg } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openBrowser, openTab } from "./open-browser";

const ROOT = join(__dirname, "../..");
const PORT = 20_000 + (process.pid % 400) * 100;
const URL = `http://127.0.0.1:${PORT}`;
/** On a machine that is this busy the cloud would start too slowly to say anything about it. */
const BUSY = 24;

/** npm start as somebody in a terminal runs it. */
class Terminal {
  output = "";
  readonly ended: Promise<number | null>;
  readonly process: ChildProcess;

  constructor(...args: readonly string[]) {
    const command = [join(ROOT, "scripts/run.js"), "local/start", ...args];
    this.process = spawn(process.execPath, command, { cwd: ROOT });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        this.output += text;
      });
    }
    this.ended = new Promise((resolve) => this.process.once("exit", resolve));
  }

  async prints(text: string, withinMs: number): Promise<void> {
    const deadlineMs = Date.now() + withinMs;
    while (!this.output.includes(text)) {
      if (Date.now() > deadlineMs || this.process.exitCode !== null) {
        throw new Error(`"${text}" was never printed:\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Every process that descends from this one or belongs to its cloud, as Linux sees it. */
function left(folder: string): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return command.includes(folder) ? [command] : [];
    } catch {
      return [];
    }
  });
}

function children(pid: number | undefined): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
}

/** A process that has ended and whose parent has not asked about it yet is no process any more. */
function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

describe("npm start", () => {
  const folder = join(ROOT, `.local/port-${PORT}`);
  let terminal: Terminal;

  before(async function () {
    this.timeout(120_000);
    if (process.platform !== "linux" || (loadavg()[0] ?? 0) > BUSY) {
      console.log(
        "      skipped: processes are counted on Linux, on a machine that is not overloaded",
      );
      this.skip();
    }
    terminal = new Terminal("--port", String(PORT), "--ledger", "none");
    await terminal.prints("Ctrl-C stops everything.", 90_000);
  });

  after(async () => {
    terminal?.process.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  it("prints where everything is and what to try", () => {
    expect(terminal.output).to.match(/Ready after \d+\.\d s/);
    expect(terminal.output).to.include(`page       ${URL}`);
    expect(terminal.output.match(/^ {2}(curl|dig) /gm)).to.have.length(3);
    const endpoints = JSON.parse(readFileSync(join(folder, "endpoints.json"), "utf8"));
    expect(endpoints.page).to.equal(URL);
  });

  it("shows the real cloud: a payment is processed, a killed region is gone", async function () {
    this.timeout(90_000);
    const browser = await openBrowser(this);
    try {
      const { tab, problems } = await openTab(browser, URL);
      tab.setDefaultTimeout(60_000);
      const says = (selector: string, text: string | RegExp) =>
        tab.locator(selector, { hasText: text }).first().waitFor();
      await says(".column[data-role=primary]", "active · epoch 1");
      await says("#dns", "leads to us-east-1");
      await tab.getByRole("button", { name: "Send one payment" }).click();
      await says("#accepted", "1");
      await says("#processed", "1");
      await says("#backlog", "0 payments");
      await tab.getByRole("button", { name: /Kill it secondary/ }).click();
      await says("#headline", "Payments go on in us-east-1, without a spare");
      await says(".column[data-role=secondary]", "Gone: its machines are dead");
      await terminal.prints("us-east-2: us-east-2 goes dark", 5_000);
      await tab.getByRole("button", { name: /Bring it back secondary/ }).click();
      await says("#headline", /All is well|Health checks|DNS/);
      expect(problems).to.deep.equal([]);
    } finally {
      await browser.close();
    }
  });

  it("tells a terminal the story only", () => {
    expect(terminal.output).to.include("us-east-1 is the active region, epoch 1");
    expect(terminal.output).to.not.match(/alarm .* is OK/);
    expect(terminal.output).to.not.match(/Warning/);
  });

  it("says what to do when its ports are taken, and leaves the other cloud alone", async function () {
    this.timeout(90_000);
    const second = new Terminal("--port", String(PORT), "--ledger", "none");
    expect(await second.ended).to.equal(1);
    expect(second.output).to.include("are in use").and.to.include("--port NUMBER");
    expect((await ask(URL)).length, "the first one still answers").to.be.greaterThan(1_000);
  });

  it("leaves no process behind after Ctrl-C", async function () {
    this.timeout(20_000);
    const { process: running } = terminal;
    const before = children(running.pid);
    expect(left(folder), "stores, internet, processor and three regions").to.have.length(6);
    // A terminal sends it to everybody in the group.
    for (const pid of before) process.kill(Number(pid), "SIGINT");
    running.kill("SIGINT");
    expect(await terminal.ended).to.equal(0);
    expect(left(folder)).to.deep.equal([]);
    expect(before.filter(isAlive)).to.deep.equal([]);
    expect(terminal.output).to.match(/Stopping…\n$/);
  });
});

function ask(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      incoming.on("end", () => resolve(text));
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}
