import { expect } from "chai";
import { failoverDefinition } from "../../../components/workflow/definition";
import type { WorkflowStep } from "../../../components/workflow/steps";
import { DATABASE_STEPS, deadlineOf } from "../../../components/workflow/steps";
import { secondsOf } from "../../../functions/core/failover-budget";
import { measureFailover } from "../../../functions/core/workflow-duration";
import { FOR_GOOD } from "./misbehaviour";
import { FAILOVER, failing, hanging, settingsOf, TakeoverBench, throttled } from "./takeover-bench";

/** Steps without which this region has not taken over, in the order of a failover. */
const NEEDED: readonly WorkflowStep[] = [
  "assess",
  "fence",
  "settle",
  "sweep",
  "verify",
  "promote-database",
];

const HELPFUL: readonly WorkflowStep[] = [
  "shift-traffic",
  "publish-parameters",
  "reconcile",
  "ledger",
];

const longestSeconds = secondsOf(measureFailover(failoverDefinition(settingsOf())).untilRecorded);

describe("A failover", () => {
  it("assesses, fences, recovers both branches, helps afterwards and leaves evidence", async () => {
    const bench = new TakeoverBench();
    const { status, output, seconds } = await bench.run();
    expect(status).to.equal("SUCCEEDED");
    expect(output).to.deep.equal({ outcome: "succeeded", epoch: 8, deferred: [] });
    expect(bench.control).to.deep.equal({ active: "us-east-2", epoch: 8, phase: "STEADY" });
    expect(bench.invoked.slice(0, 2)).to.deep.equal(["assess", "fence"]);
    expect(bench.invoked.at(-1)).to.equal("evidence");
    expect([...bench.invoked].sort()).to.deep.equal(
      [...NEEDED, "database-status", ...HELPFUL, "evidence"].sort(),
    );
    expect(seconds, "only the pause before the first look at the database").to.equal(5);
  });

  it("gives every step the order it was started with, and the sweep its mode", async () => {
    const bench = new TakeoverBench();
    await bench.run();
    for (const { payload } of bench.payloads) expect(payload.input).to.deep.equal(FAILOVER);
    const given = (step: WorkflowStep) => bench.payloads.find((one) => one.step === step)?.payload;
    expect(given("assess")).to.have.property("database", true);
    expect(given("sweep")).to.have.property("mode", "takeover");
    expect(given("evidence")).to.include({ outcome: "succeeded" });
  });

  it("records what each step answered, in order of each branch", async () => {
    const bench = new TakeoverBench();
    await bench.run(FAILOVER, "failover-to-us-east-2-epoch-8");
    const [evidence] = bench.evidence;
    expect(evidence?.execution).to.equal("failover-to-us-east-2-epoch-8");
    expect(evidence?.steps.map(({ name }) => name)).to.deep.equal([
      "assess",
      "fence",
      "settle",
      "sweep",
      "verify",
      "promote-database",
      "database-status",
      ...HELPFUL,
    ]);
    for (const line of evidence?.steps ?? []) expect(line).to.have.keys("name", "at", "result");
  });

  it("leaves the database out where no ledger is declared", async () => {
    const bench = new TakeoverBench(settingsOf({ database: false }));
    expect((await bench.run()).status).to.equal("SUCCEEDED");
    for (const step of DATABASE_STEPS) expect(bench.invoked).to.not.include(step);
    expect(bench.payloads[0]?.payload).to.have.property("database", false);
  });

  it("waits until the old leases have run out under eventual consistency", async () => {
    const bench = new TakeoverBench(settingsOf({ consistency: "eventual", database: false }));
    let settledAt = 0;
    bench.when("settle", (attempt) => {
      settledAt = bench.elapsedMs;
      return bench.usual("settle")(attempt);
    });
    expect((await bench.run()).status).to.equal("SUCCEEDED");
    expect(settledAt).to.equal(15_000);
  });
});

for (const step of NEEDED) {
  describe(`A failover whose step ${step} misbehaves`, () => {
    for (const [how, behaviour, error] of FOR_GOOD) {
      it(`fails loudly, with evidence, when it ${how}`, async () => {
        const bench = new TakeoverBench().when(step, behaviour);
        const ended = await bench.run();
        expect(ended).to.include({ status: "FAILED", error });
        expect(bench.evidence.map(({ outcome }) => outcome)).to.deep.equal(["failed"]);
        const line = bench.evidence[0]?.steps.find(({ name }) => name === step);
        expect(line?.error?.Error).to.equal(error);
        expect(ended.seconds).to.be.at.most(longestSeconds);
      });
    }

    it("asks once and not again when the answer is final", async () => {
      const bench = new TakeoverBench().when(step, failing("InvalidInput"));
      await bench.run();
      expect(bench.count(step)).to.equal(1);
    });

    it("recovers from two throttles and from one failure less than its attempts", async () => {
      const bench = new TakeoverBench();
      const { retries } = deadlineOf(step);
      bench.when(step, (attempt) => {
        if (attempt.number <= 2 + retries && attempt.number > 2) return failing()(attempt);
        return throttled(2, bench.usual(step))(attempt);
      });
      expect((await bench.run()).status).to.equal("SUCCEEDED");
      expect(bench.count(step)).to.equal(3 + retries);
    });
  });
}

describe("A failover with a step that only helps", () => {
  for (const step of HELPFUL) {
    for (const [how, behaviour, error] of FOR_GOOD) {
      it(`goes on and writes down that ${step} is deferred when it ${how}`, async () => {
        const bench = new TakeoverBench().when(step, behaviour);
        const { status, output } = await bench.run();
        expect(status).to.equal("SUCCEEDED");
        expect(output.deferred).to.deep.equal([step]);
        const line = bench.evidence[0]?.steps.find(({ name }) => name === step);
        expect(line?.deferred?.Error).to.equal(error);
      });
    }
  }

  it("lists every deferred step when all of them fail", async () => {
    const bench = new TakeoverBench();
    for (const step of HELPFUL) bench.when(step, failing());
    const { output } = await bench.run();
    expect(output.deferred).to.have.members([...HELPFUL]);
  });
});

describe("The evidence of a failover", () => {
  it("is required: a takeover that cannot be shown ends as an error", async () => {
    const bench = new TakeoverBench().when("evidence", failing());
    expect(await bench.run()).to.include({ status: "FAILED", error: "EvidenceLost" });
    expect(bench.control.active).to.equal("us-east-2");
  });

  it("does not hide the error it was to record", async () => {
    const bench = new TakeoverBench().when("evidence", hanging).when("fence", failing("Broken"));
    expect(await bench.run()).to.include({ status: "FAILED", error: "Broken" });
  });
});
