import { expect } from "chai";
import { FAILBACK, FAILOVER, failing, hanging, TakeoverBench } from "./takeover-bench";

/** A database that is ready after some seconds on the execution's clock. */
function readyAfter(bench: TakeoverBench, seconds: number): TakeoverBench {
  return bench.when("database-status", () => ({
    ready: bench.elapsedMs >= seconds * 1_000,
    status: "moving",
  }));
}

describe("The promotion of the database", () => {
  it("is asked about every five seconds until it is done", async () => {
    const bench = readyAfter(new TakeoverBench(), 62);
    const { status, seconds } = await bench.run();
    expect(status).to.equal("SUCCEEDED");
    expect(seconds).to.equal(65);
    expect(bench.count("database-status")).to.equal(13);
  });

  it("is one line of evidence, however often it was asked about", async () => {
    const bench = readyAfter(new TakeoverBench(), 62);
    await bench.run();
    const lines = bench.evidence[0]?.steps.filter(({ name }) => name === "database-status");
    expect(lines).to.have.length(1);
    expect(lines?.[0]?.result).to.include({ ready: true });
  });

  it("survives questions that fail or hang in between", async () => {
    const bench = new TakeoverBench();
    bench.when("database-status", (attempt) => {
      if (attempt.number === 1) return failing("Broken")(attempt);
      if (attempt.number === 2) return hanging(attempt);
      return { ready: true, status: "writer" };
    });
    expect((await bench.run()).status).to.equal("SUCCEEDED");
    expect(bench.count("database-status")).to.equal(3);
  });

  it("fails the execution when its time is over, but not the payments", async () => {
    const bench = readyAfter(new TakeoverBench(), 10_000);
    const ended = await bench.run();
    expect(ended).to.include({ status: "FAILED", error: "DatabaseTooSlow" });
    expect(ended.seconds).to.be.within(140, 160);
    const names = bench.evidence[0]?.steps.map(({ name }) => name);
    expect(names).to.include.members(["sweep", "verify", "shift-traffic", "publish-parameters"]);
  });

  it("gives up in time even when every question hangs", async () => {
    const bench = new TakeoverBench().when("database-status", hanging);
    expect((await bench.run()).seconds).to.be.within(140, 165);
  });

  it("never stops the branch that recovers payments", async () => {
    const bench = new TakeoverBench().when("promote-database", failing("DatabaseRefused"));
    bench.when("settle", async (attempt) => {
      await new Promise<void>((resolve) => bench.timeline.after(8_000, resolve));
      return bench.usual("settle")(attempt);
    });
    expect(await bench.run()).to.include({ status: "FAILED", error: "DatabaseRefused" });
    expect(bench.invoked).to.include.members(["settle", "sweep", "verify"]);
  });

  it("is not stopped by a payment branch that fails", async () => {
    const bench = readyAfter(new TakeoverBench().when("settle", failing()), 40);
    expect(await bench.run()).to.include({ status: "FAILED", error: "Broken" });
    expect(bench.elapsedMs).to.be.at.least(40_000);
    expect(bench.invoked, "traffic is not led to a region that does not work").to.not.include(
      "shift-traffic",
    );
  });

  it("may take longer when it is a switchover in calm", async () => {
    const bench = readyAfter(new TakeoverBench(), 600);
    bench.control = { active: FAILBACK.from, epoch: FAILBACK.epoch, phase: "STEADY" };
    expect((await bench.run(FAILBACK)).status).to.equal("SUCCEEDED");
    const failover = readyAfter(new TakeoverBench(), 600);
    expect((await failover.run(FAILOVER)).error).to.equal("DatabaseTooSlow");
  });
});
