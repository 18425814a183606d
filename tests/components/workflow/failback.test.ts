import { expect } from "chai";
import { FAILBACK, FAILOVER, failing, hanging, settingsOf, TakeoverBench } from "./takeover-bench";

const weighted = settingsOf({ canaryShares: [1, 10, 50, 100] });

describe("A failback", () => {
  it("passes the gates before anything else", async () => {
    const bench = new TakeoverBench();
    expect((await bench.run(FAILBACK)).status).to.equal("SUCCEEDED");
    expect(bench.invoked.slice(0, 3)).to.deep.equal(["gates", "assess", "fence"]);
  });

  it("ends without a change when a gate is closed", async () => {
    const bench = new TakeoverBench().when("gates", () => ({ open: false, reasons: ["backlog"] }));
    const ended = await bench.run(FAILBACK);
    expect(ended).to.include({ status: "FAILED", error: "GatesClosed" });
    expect(ended.cause).to.contain("backlog");
    expect(bench.invoked).to.deep.equal(["gates", "evidence"]);
    expect(bench.evidence[0]?.outcome).to.equal("refused");
  });

  it("ends without a change when the gates cannot be read", async () => {
    for (const behaviour of [failing(), hanging, () => ({ open: "yes" })]) {
      const bench = new TakeoverBench().when("gates", behaviour);
      expect((await bench.run(FAILBACK)).status).to.equal("FAILED");
      expect(bench.invoked).to.not.include("fence");
    }
  });

  it("leads traffic back in shares, each verified before the next", async () => {
    const bench = new TakeoverBench(weighted);
    expect((await bench.run(FAILBACK)).status).to.equal("SUCCEEDED");
    const moves = bench.payloads
      .filter(({ step }) => ["shift-traffic", "verify", "fence"].includes(step))
      .map(({ step, payload }) => payload.share ?? step);
    expect(moves).to.deep.equal([
      1,
      "fence",
      "verify",
      10,
      "verify",
      50,
      "verify",
      100,
      "verify",
      "shift-traffic",
    ]);
  });

  it("waits until name servers know the first share before the latch opens", async () => {
    const bench = new TakeoverBench(weighted);
    let fencedAt = 0;
    bench.when("fence", (attempt) => {
      fencedAt = bench.elapsedMs;
      return bench.usual("fence")(attempt);
    });
    await bench.run(FAILBACK);
    expect(fencedAt).to.equal(60_000);
  });

  it("stops at the share that could not be verified", async () => {
    const bench = new TakeoverBench(weighted);
    bench.when("verify", (attempt) =>
      attempt.number > 2 ? failing("VerificationFailed")(attempt) : bench.usual("verify")(attempt),
    );
    const ended = await bench.run(FAILBACK);
    expect(ended).to.include({ status: "FAILED", error: "VerificationFailed" });
    const shares = bench.payloads.flatMap(({ payload }) => payload.share ?? []);
    expect(shares).to.deep.equal([1, 10, 50]);
    expect(bench.evidence[0]?.outcome).to.equal("failed");
  });

  it("changes nothing when the weights cannot be changed", async () => {
    const bench = new TakeoverBench(weighted).when("shift-traffic", failing());
    expect(await bench.run(FAILBACK)).to.include({ status: "FAILED", error: "Broken" });
    expect(bench.invoked).to.not.include("fence");
  });

  it("has no canary in a failover: DNS has moved everything already", async () => {
    const bench = new TakeoverBench(weighted);
    const { seconds } = await bench.run(FAILOVER);
    expect(bench.payloads.flatMap(({ payload }) => payload.share ?? [])).to.deep.equal([]);
    expect(seconds).to.be.below(60);
  });
});
