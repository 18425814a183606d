import { expect } from "chai";
import { problemsOf, sampleConfig } from "../sample-stack";

describe("what is saved on", () => {
  it("is nothing unless the stack says so", () => {
    const config = sampleConfig();
    expect(config.alarms.functions).to.equal("each");
    expect(config.api.methodMetrics).to.equal(true);
    expect(config.encryption.keys).to.equal("by-purpose");
    expect(config.functions.detectMemoryMb).to.equal(256);
    expect(config.tracing).to.deep.equal({ perSecond: 1, share: 0.05, background: true });
    expect(config.load.keptMonths).to.equal(12);
  });

  it("is refused with every wrong value at once, and what to write instead", () => {
    const problems = problemsOf({
      tracing: { perSecond: 0.5, share: 5, background: "no", rate: 1 },
      encryption: { keys: "none" },
      alarms: { functions: "none" },
      functions: { detectMemoryMb: 64 },
      api: { methodMetrics: "some" },
      load: { keptMonths: 0 },
    });
    const lines = problems.map((line) => line.replace("- payments-dr:", ""));
    expect(lines.map((line) => line.split(": ")[0])).to.have.members([
      "tracing.perSecond",
      "tracing.share",
      "tracing.background",
      "tracing.rate",
      "encryption.keys",
      "alarms.functions",
      "functions.detectMemoryMb",
      "api.methodMetrics",
      "load.keptMonths",
    ]);
    expect(lines.join("\n")).to.contain("use one of by-purpose, shared");
    expect(lines.join("\n")).to.contain("use a number from 0 to 1");
  });

  it("is never the alarm by which a release is stopped", () => {
    const functions = { canary: "codedeploy" };
    expect(problemsOf({ functions })).to.deep.equal([]);
    const [problem, ...others] = problemsOf({ functions, alarms: { functions: "together" } });
    expect(others).to.deep.equal([]);
    expect(problem).to.match(/alarms\.functions: is together, but CodeDeploy.*set it to each/);
  });
});
