import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { SandboxPool, type SandboxSettings } from "../../../local/cloud/sandbox-pool";
import type { InvocationContext } from "../../../local/engine/lambda/function-declaration";
import { rejection } from "../wire/rejection";

const HANDLER = `
let calls = 0;
exports.handler = async (event) => {
  calls += 1;
  if (event.say) console.log(event.say);
  if (event.fail) throw Object.assign(new Error("not today"), { name: "NotToday" });
  if (event.die) process.exit(3);
  if (event.hang) await new Promise(() => setInterval(() => undefined, 1_000));
  return { calls, color: process.env.COLOR, home: process.env.HOME ?? "nowhere" };
};
`;

const IDLE_MS = 60;

describe("The sandboxes of a function", function () {
  // A thread that compiles its code on a busy machine.
  this.timeout(20_000);

  let folder: string;
  let lines: string[];
  let pool: SandboxPool;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "payments-dr-sandbox-"));
    writeFileSync(join(folder, "index.js"), HANDLER);
    lines = [];
    pool = new SandboxPool(settings(), IDLE_MS);
  });

  afterEach(() => {
    pool.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function settings(): SandboxSettings {
    return {
      file: join(folder, "index.js"),
      environment: { COLOR: "green" },
      timeoutMs: 5_000,
      memoryMb: 128,
      routes: {},
      databases: {},
      awsPort: 1,
      storesPort: 1,
      clockSpeed: 1,
      clockStartMs: 0,
      onLine: (line) => lines.push(line),
    };
  }

  function context(whenAbandoned: InvocationContext["whenAbandoned"] = () => undefined) {
    return {
      requestId: "r-1",
      functionName: "payment-test",
      functionArn: "arn:aws:lambda:us-east-1:1:function:payment-test",
      memoryMb: 128,
      whenAbandoned,
    } as InvocationContext;
  }

  it("stay warm from one event to the next", async () => {
    await pool.run({}, context());
    expect(await pool.run({}, context())).to.include({ calls: 2 });
    expect(pool.size).to.equal(1);
  });

  it("see the declared environment and nothing of this machine's", async () => {
    expect(await pool.run({}, context())).to.include({ color: "green", home: "nowhere" });
  });

  it("never share one between two events at the same time", async () => {
    const answers = await Promise.all([pool.run({}, context()), pool.run({}, context())]);
    expect(answers).to.have.length(2);
    for (const answer of answers) expect(answer).to.include({ calls: 1 });
    expect(pool.size).to.equal(2);
  });

  it("end when nobody has needed them for a while", async () => {
    await Promise.all([pool.run({}, context()), pool.run({}, context())]);
    for (let wait = 0; wait < 100 && pool.size > 0; wait++) await sleep(IDLE_MS);
    expect(pool.size).to.equal(0);
    expect(await pool.run({}, context()), "a cold start").to.include({ calls: 1 });
  });

  it("do not end while an event is in them", async () => {
    await pool.run({}, context());
    const busy = pool.run({ hang: true }, context()).catch(() => undefined);
    await sleep(IDLE_MS * 3);
    expect(pool.size).to.equal(1);
    pool.close();
    await Promise.race([busy, sleep(1)]);
  });

  it("give a failure the name it had inside, and stay usable", async () => {
    const error = await rejection(pool.run({ fail: true }, context()));
    expect(error).to.include({ name: "NotToday", message: "not today" });
    expect(await pool.run({}, context())).to.include({ calls: 2 });
  });

  it("report a function that ends its own runtime, and start anew", async () => {
    const error = await rejection(pool.run({ die: true }, context()));
    expect(error).to.include({ name: "Runtime.ExitError" });
    expect(await pool.run({}, context())).to.include({ calls: 1 });
  });

  it("are thrown away when an invocation is abandoned in mid-flight", async () => {
    let abandon: () => void = () => undefined;
    await pool.run({}, context());
    void pool.run(
      { hang: true },
      context((how) => {
        abandon = how as () => void;
      }),
    );
    abandon();
    expect(pool.size).to.equal(0);
  });

  it("pass on what the function prints, line by line", async () => {
    await pool.run({ say: "first\nsecond" }, context());
    for (let wait = 0; wait < 100 && lines.length < 2; wait++) await sleep(20);
    expect(lines).to.deep.equal(["first", "second"]);
  });
});
