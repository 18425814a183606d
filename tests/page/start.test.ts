import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import { loadavg } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openBrowser, openTab } from "./open-browser";

const ROOT = join(__dirname, "../..");
const PORT = 20_000 + (process.pid % 400) * 100;
const URL = `http://127.0.0.1:${PORT}`;
const PASTED = { encoding: "utf8", timeout: 20_000 } as const;
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
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? [] : text.split(" ");
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
    const endpoints = JSON.parse(readFileSync(join(folder, "endpoints.json"), "utf8"));
    expect(endpoints.page).to.equal(URL);
    for (const { region, api, aws } of [endpoints.primary, endpoints.secondary]) {
      expect(terminal.output).to.include(`${region}  API ${api}  AWS ${aws}`);
    }
  });

  it("answers at its AWS endpoint who is asking", async () => {
    const { aws } = JSON.parse(readFileSync(join(folder, "endpoints.json"), "utf8")).primary;
    const scope = "OPERATOR/20260101/us-east-1/sts/aws4_request";
    const answer = await fetch(aws, {
      method: "POST",
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      signal: AbortSignal.timeout(5_000),
    });
    expect(await answer.text()).to.include("<Arn>arn:aws:iam::000000000000:user/OPERATOR</Arn>");
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

  it("refuses a second one beside it with the remedy, and leaves the first alone", async function () {
    this.timeout(90_000);
    const second = new Terminal("--port", String(PORT), "--ledger", "none");
    expect(await second.ended).to.equal(1);
    expect(second.output)
      .to.include(`runs here already (process ${terminal.process.pid})`)
      .and.to.include("--port NUMBER");
    expect((await ask(URL)).length, "the first one still answers").to.be.greaterThan(1_000);
    expect(existsSync(join(folder, "start.lock")), "the first one keeps its folder").to.equal(true);
  });

  it("means the commands that it prints: each works when it is pasted", async function () {
    this.timeout(60_000);
    const commands = terminal.output.match(/^ {2}curl .+$/gm) ?? [];
    expect(commands).to.have.length(3);
    const pasted = commands.map((command) => execFileSync("sh", ["-c", command], PASTED));
    const [paid = "", asked = "", killed = ""] = pasted;
    expect(JSON.parse(paid)).to.include({ transaction_id: "first-payment" });
    expect(JSON.parse(asked)).to.include({ transaction_id: "first-payment" });
    expect(JSON.parse(killed)).to.deep.equal({ done: "us-east-1 was killed" });
    await terminal.prints("us-east-1: us-east-1 goes dark", 5_000);
  });

  it("leaves no process behind after Ctrl-C", async function () {
    this.timeout(20_000);
    const { process: running } = terminal;
    const before = children(running.pid);
    expect(left(folder), "stores, internet, processor and two of three regions").to.have.length(5);
    // A terminal sends it to everybody in the group.
    for (const pid of before) process.kill(Number(pid), "SIGINT");
    running.kill("SIGINT");
    expect(await terminal.ended).to.equal(0);
    expect(left(folder)).to.deep.equal([]);
    expect(before.filter(isAlive)).to.deep.equal([]);
    expect(terminal.output).to.match(/Stopping…\n$/);
    expect(existsSync(join(folder, "start.lock"))).to.equal(false);
  });

  for (const [moment, text, waitMs] of [
    ["while it reads the program", "Reading the program…", 300],
    ["while the regions are coming up", "Starting two regions…", 900],
  ] as const) {
    it(`leaves nothing behind after Ctrl-C ${moment}`, async function () {
      this.timeout(90_000);
      const early = new Terminal("--port", String(PORT), "--ledger", "none");
      await early.prints(text, 60_000);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      const { pid } = early.process;
      for (const child of children(pid)) process.kill(Number(child), "SIGINT");
      early.process.kill("SIGINT");
      expect(await early.ended).to.equal(130);
      expect(early.output).to.include("Stopping…").and.to.not.include("Ready");
      expect(left(folder)).to.deep.equal([]);
      expect(existsSync(join(folder, "start.lock"))).to.equal(false);
    });
  }

  it("ends at once when somebody presses Ctrl-C twice, and its processes with it", async function () {
    this.timeout(90_000);
    const hasty = new Terminal("--port", String(PORT), "--ledger", "none");
    await hasty.prints("Starting two regions…", 60_000);
    hasty.process.kill("SIGINT");
    await hasty.prints("Stopping…", 5_000);
    hasty.process.kill("SIGINT");
    expect(await hasty.ended).to.equal(130);
    const deadlineMs = Date.now() + 20_000;
    while (left(folder).length > 0 && Date.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(left(folder)).to.deep.equal([]);
    expect(existsSync(join(folder, "start.lock"))).to.equal(false);
  });

  it("says which port somebody else has, and what to do about it", async function () {
    this.timeout(90_000);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(PORT + 30, "127.0.0.1", resolve));
    try {
      const refused = new Terminal("--port", String(PORT), "--ledger", "none");
      expect(await refused.ended).to.equal(1);
      expect(refused.output)
        .to.include(`ports ${PORT + 30} are in use`)
        .and.to.include("--port NUMBER");
      expect(left(folder)).to.deep.equal([]);
    } finally {
      other.close();
    }
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
