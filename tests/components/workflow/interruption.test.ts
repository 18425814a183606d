import { expect } from "chai";
import { failoverDefinition } from "../../../components/workflow/definition";
import { FAILOVER_DATABASE_WINDOW_MS } from "../../../components/workflow/settings";
import { deadlineOf, WORKFLOW_STEPS, type WorkflowStep } from "../../../components/workflow/steps";
import { secondsOf } from "../../../functions/core/failover-budget";
import { slowestWay } from "../../../functions/core/workflow-duration";
import { FAILOVER, hanging, settingsOf, TakeoverBench } from "./takeover-bench";

const FAILOVER_STEPS = WORKFLOW_STEPS.filter(
  (step) => step !== "gates" && step !== "request-approval",
);

/** Stops the first execution as soon as a step is invoked, as a deployment or an operator would. */
async function interruptedAt(step: WorkflowStep): Promise<TakeoverBench> {
  const bench = new TakeoverBench();
  bench.when(step, (attempt) =>
    attempt.number === 1 ? hanging(attempt) : bench.usual(step)(attempt),
  );
  const arn = bench.start(FAILOVER, "failover-to-us-east-2-epoch-8");
  while (bench.count(step) === 0) await bench.pass(1_000);
  bench.call("StopExecution", { executionArn: arn });
  await bench.pass(1_000);
  expect(bench.describe(arn).status).to.equal("ABORTED");
  return bench;
}

describe("A failover that was interrupted", () => {
  for (const step of FAILOVER_STEPS) {
    it(`at ${step} is finished by the next execution`, async () => {
      const bench = await interruptedAt(step);
      const { status } = await bench.run(FAILOVER, "failover-to-us-east-2-epoch-8-resume");
      expect(status).to.equal("SUCCEEDED");
      expect(bench.control).to.deep.equal({ active: "us-east-2", epoch: 8, phase: "STEADY" });
    });
  }

  it("raises the epoch once, however often it is begun", async () => {
    const bench = await interruptedAt("verify");
    await bench.run(FAILOVER, "failover-to-us-east-2-epoch-8-resume");
    await bench.run(FAILOVER, "failover-to-us-east-2-epoch-8-again");
    expect(bench.control.epoch).to.equal(8);
  });
});

describe("Two failovers at once", () => {
  it("are one when they have the same name and order", async () => {
    const bench = new TakeoverBench();
    const first = bench.start(FAILOVER, "failover-to-us-east-2-epoch-8");
    const second = bench.start(FAILOVER, "failover-to-us-east-2-epoch-8");
    await bench.finish();
    expect(second).to.equal(first);
    expect(bench.count("fence")).to.equal(1);
  });

  it("end in one takeover when they have different names", async () => {
    const bench = new TakeoverBench();
    const arns = ["detect", "anna"].map((by) => bench.start({ ...FAILOVER, by }, `by-${by}`));
    await bench.finish();
    expect(arns.map((arn) => bench.describe(arn).status)).to.deep.equal(["SUCCEEDED", "SUCCEEDED"]);
    expect(bench.control.epoch).to.equal(8);
  });

  it("let nobody move on from an epoch that is over", async () => {
    const bench = new TakeoverBench();
    expect(await bench.run({ ...FAILOVER, epoch: 6 })).to.include({
      status: "FAILED",
      error: "Refused",
    });
    expect(bench.control.epoch).to.equal(7);
  });

  it("lose against whoever fences first", async () => {
    const bench = new TakeoverBench();
    bench.when("fence", (attempt) => {
      // Between the assessment and the fence, somebody else takes the epoch.
      if (attempt.number === 1) bench.control = { active: "us-east-1", epoch: 8, phase: "STEADY" };
      return bench.usual("fence")(attempt);
    });
    expect(await bench.run()).to.include({ status: "FAILED", error: "Superseded" });
    expect(bench.control.active).to.equal("us-east-1");
  });
});

describe("The slowest failover", () => {
  /**
   * Every step runs into its deadline until its last attempt, the database is ready when nearly
   * nobody asks any more, and the ledger never answers.
   */
  it("takes as long as the budget says, and not a second longer", async () => {
    const settings = settingsOf();
    const bench = new TakeoverBench(settings);
    for (const step of FAILOVER_STEPS) {
      const { retries } = deadlineOf(step);
      bench.when(step, (attempt) => {
        const isLast = attempt.number > retries && retries > 0;
        return isLast ? late(bench, step, attempt) : hanging(attempt);
      });
    }
    let askedMs: number | undefined;
    bench.when("database-status", (attempt) => {
      askedMs ??= bench.elapsedMs;
      // The window began before the promotion, whose attempts have taken their share of it.
      const isOver = bench.elapsedMs - askedMs > FAILOVER_DATABASE_WINDOW_MS * 0.7;
      return isOver ? late(bench, "database-status", attempt) : hanging(attempt);
    });
    const { seconds } = await bench.run();
    const machine = failoverDefinition(settings);
    const counted = secondsOf(slowestWay(machine, { assume: { kind: "failover" } }));
    expect(seconds).to.be.at.most(counted);
    // Throttles are counted on top of deadlines, and this night had none.
    expect(seconds).to.be.at.least(counted * 0.85);
  });
});

/** Answers a tenth of a second before its deadline. */
async function late(
  bench: TakeoverBench,
  step: WorkflowStep,
  attempt: Parameters<ReturnType<TakeoverBench["usual"]>>[0],
): Promise<unknown> {
  const ms = deadlineOf(step).timeoutSeconds * 1_000 - 100;
  await new Promise<void>((resolve) => bench.timeline.after(ms, resolve));
  return bench.usual(step)(attempt);
}
