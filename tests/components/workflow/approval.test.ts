import { expect } from "chai";
import { FAILOVER, failing, hanging, TakeoverBench, throttled } from "./takeover-bench";

/** A bench whose assessment asks for approval, and what the approver was sent. */
function asking(more: Record<string, unknown> = {}) {
  const bench = new TakeoverBench();
  const tokens: string[] = [];
  bench.when("assess", async (attempt) => ({
    ...((await bench.usual("assess")(attempt)) as object),
    approval: "required",
    ...more,
  }));
  bench.when("request-approval", (attempt) => {
    tokens.push(String(attempt.payload.taskToken));
    return bench.usual("request-approval")(attempt);
  });
  const answer = (output: object) =>
    bench.call("SendTaskSuccess", {
      taskToken: tokens.at(-1),
      output: JSON.stringify(output),
    });
  return { bench, tokens, answer };
}

describe("A failover that needs approval", () => {
  it("waits, changes nothing meanwhile, and goes on when people agree", async () => {
    const { bench, answer } = asking();
    const arn = bench.start(FAILOVER);
    await bench.pass(500_000);
    expect(bench.describe(arn).status).to.equal("RUNNING");
    expect(bench.control.epoch).to.equal(7);
    answer({ approved: true, by: ["anna", "ben"], approvalId: "a-1" });
    await bench.finish();
    expect(bench.describe(arn).status).to.equal("SUCCEEDED");
    const line = bench.evidence[0]?.steps.find(({ name }) => name === "request-approval");
    expect(line?.result).to.deep.include({ by: ["anna", "ben"] });
  });

  it("tells the approvers what was found", async () => {
    const { bench } = asking();
    await bench.run();
    const { payload } = bench.payloads.find(({ step }) => step === "request-approval") ?? {};
    expect(payload).to.have.keys("input", "assess", "taskToken");
    expect(payload?.assess).to.include({ approval: "required", nextEpoch: 8 });
  });

  it("ends without a change when people say no", async () => {
    const { bench, answer } = asking();
    const arn = bench.start(FAILOVER);
    await bench.pass(1_000);
    answer({ approved: false, by: ["anna"], approvalId: "a-1" });
    await bench.finish();
    expect(bench.describe(arn)).to.include({ status: "FAILED", error: "Denied" });
    expect(bench.evidence[0]?.outcome).to.equal("denied");
    expect(bench.invoked).to.not.include("fence");
  });

  it("takes an answer that is no clear yes for a no", async () => {
    const { bench, answer } = asking();
    const arn = bench.start(FAILOVER);
    await bench.pass(1_000);
    answer({ approved: "true" });
    await bench.finish();
    expect(bench.describe(arn)).to.include({ status: "FAILED", error: "Denied" });
  });

  it("aborts when nobody answers in time and the default is abort", async () => {
    const { bench } = asking({ approvalDefault: "abort", approvalTimeoutSeconds: 300 });
    const ended = await bench.run();
    expect(ended).to.include({ status: "FAILED", error: "Expired", seconds: 300 });
    expect(bench.evidence[0]?.outcome).to.equal("expired");
    expect(bench.invoked).to.not.include("fence");
  });

  it("goes on when nobody answers in time and the default is proceed", async () => {
    const { bench, tokens } = asking({ approvalDefault: "proceed", approvalTimeoutSeconds: 300 });
    const { status } = await bench.run();
    expect(status).to.equal("SUCCEEDED");
    expect(tokens, "nobody is asked twice").to.have.length(1);
  });

  it("that is stopped while it waits changes nothing, and the next one asks anew", async () => {
    const { bench, tokens, answer } = asking();
    const arn = bench.start(FAILOVER);
    await bench.pass(60_000);
    bench.call("StopExecution", { executionArn: arn });
    await bench.pass(1_000);
    expect(() => answer({ approved: true })).to.throw(/timed out|TaskTimedOut|does not exist/i);
    expect(bench.control.epoch).to.equal(7);
    const next = bench.start(FAILOVER, "failover-to-us-east-2-epoch-8-attempt-2");
    await bench.pass(60_000);
    expect(tokens).to.have.length(2);
    answer({ approved: true, by: ["anna"], approvalId: "a-2" });
    await bench.finish();
    expect(bench.describe(next).status).to.equal("SUCCEEDED");
  });

  it("asks whenever the assessment does not say that nothing is needed", async () => {
    const { bench } = asking({ approval: "perhaps" });
    await bench.run();
    expect(bench.count("request-approval")).to.equal(1);
  });

  it("fails, and does not wait, when the question cannot be asked", async () => {
    const { bench } = asking();
    bench.when("request-approval", failing("Broken"));
    const ended = await bench.run();
    expect(ended).to.include({ status: "FAILED", error: "Broken" });
    expect(ended.seconds).to.be.at.most(10);
    expect(bench.invoked).to.not.include("fence");
  });

  it("expires when the function that asks hangs", async () => {
    const { bench } = asking({ approvalTimeoutSeconds: 300 });
    bench.when("request-approval", hanging);
    expect(await bench.run()).to.include({ status: "FAILED", error: "Expired", seconds: 300 });
  });

  it("asks again when Lambda turned the question away", async () => {
    const { bench } = asking();
    bench.when("request-approval", throttled(2, bench.usual("request-approval")));
    const arn = bench.start(FAILOVER);
    await bench.pass(10_000);
    expect(bench.count("request-approval")).to.equal(3);
    expect(bench.describe(arn).status).to.equal("RUNNING");
  });
});

describe("A failover that its assessment does not allow", () => {
  it("changes nothing and says why", async () => {
    const bench = new TakeoverBench().when("assess", () => ({
      proceed: false,
      reasons: ["own store is bad"],
      waitSeconds: 0,
    }));
    const ended = await bench.run();
    expect(ended).to.include({ status: "FAILED", error: "Refused" });
    expect(ended.cause).to.contain("own store is bad");
    expect(bench.invoked).to.deep.equal(["assess", "evidence"]);
    expect(bench.evidence[0]?.outcome).to.equal("refused");
  });

  it("is refused too when the answer cannot be understood", async () => {
    for (const answer of [{ proceed: "true", waitSeconds: 0 }, { waitSeconds: 0 }]) {
      const bench = new TakeoverBench().when("assess", () => answer);
      expect(await bench.run()).to.include({ status: "FAILED", error: "Refused" });
    }
    for (const answer of [{}, null, { proceed: true, waitSeconds: "soon" }]) {
      const bench = new TakeoverBench().when("assess", () => answer);
      expect(await bench.run()).to.include({ error: "States.QueryEvaluationError" });
      expect(bench.invoked).to.not.include("fence");
    }
  });

  it("is refused when it asks for a longer wait than the budget counts", async () => {
    const bench = new TakeoverBench();
    bench.when("assess", async (attempt) => ({
      ...((await bench.usual("assess")(attempt)) as object),
      waitSeconds: 1,
    }));
    expect(await bench.run()).to.include({ status: "FAILED", error: "WaitTooLong" });
    expect(bench.invoked).to.not.include("fence");
  });
});
