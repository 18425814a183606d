import { expect } from "chai";
import {
  executionArn,
  executionName,
  isAutomatic,
  requireOwnRegion,
  resumeName,
  TAKEOVER_WAIT_SECONDS,
  takeoverIsOverdue,
  takeoverState,
  takeoverWaitSeconds,
  workflowInputFrom,
} from "../../../functions/core/workflow";
import { FAILOVER, NOW_MS } from "./failover-scene";

describe("the workflow's input", () => {
  it("is taken as it is", () => {
    expect(workflowInputFrom(FAILOVER)).to.deep.equal(FAILOVER);
  });

  it("is graceful for a failback and no drill when nothing is said", () => {
    const { graceful: _graceful, drill: _drill, ...short } = FAILOVER;
    expect(workflowInputFrom(short)).to.include({ graceful: false, drill: false });
    expect(workflowInputFrom({ ...short, kind: "failback" })).to.include({ graceful: true });
    expect(workflowInputFrom({ ...short, graceful: true }).graceful).to.equal(true);
  });

  for (const [change, problem] of [
    [{ kind: "fallback" }, "kind"],
    [{ to: "" }, "to names"],
    [{ to: 1 }, "to names"],
    [{ from: undefined }, "from names"],
    [{ from: "us-east-2" }, "from names"],
    [{ epoch: 0 }, "epoch"],
    [{ epoch: "3" }, "epoch"],
    [{ epoch: 1.5 }, "epoch"],
    [{ by: "" }, "by says"],
    [{ why: undefined }, "why gives"],
    [{ graceful: "no" }, "graceful"],
    [{ drill: 1 }, "drill"],
  ] as const) {
    it(`is refused with ${JSON.stringify(change)}`, () => {
      expect(() => workflowInputFrom({ ...FAILOVER, ...change }))
        .to.throw(problem)
        .with.property("name", "InvalidInput");
    });
  }

  it("names every problem at once", () => {
    expect(() => workflowInputFrom(undefined)).to.throw(/kind.*to.*from.*epoch.*by.*why/);
  });

  it("runs only in the region that takes over", () => {
    expect(() => requireOwnRegion(FAILOVER, "us-east-1"))
      .to.throw()
      .with.property("name", "WrongRegion");
    requireOwnRegion(FAILOVER, "us-east-2");
  });

  it("is automatic only by the detector or an alarm", () => {
    expect(["detect", "alarm", "operator", "Detect", ""].map(isAutomatic)).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("a takeover", () => {
  const state = (active: string, epoch: number, phase: "STEADY" | "TAKEOVER" = "STEADY") =>
    takeoverState(FAILOVER, { active, epoch, phase });

  it("is ready at the epoch that it was started for", () => {
    expect(state("us-east-1", 3)).to.equal("ready");
  });

  it("is fenced when its own epoch is in force, settled or not", () => {
    expect(state("us-east-2", 4)).to.equal("fenced");
    expect(state("us-east-2", 4, "TAKEOVER")).to.equal("fenced");
  });

  it("is superseded by anything else", () => {
    expect(state("us-east-1", 3, "TAKEOVER")).to.equal("superseded");
    expect(state("us-east-2", 3)).to.equal("superseded");
    expect(state("us-east-1", 4)).to.equal("superseded");
    expect(state("us-east-2", 5)).to.equal("superseded");
  });

  it("waits only where an old lease may still be held", () => {
    expect(takeoverWaitSeconds("strong")).to.equal(0);
    expect(takeoverWaitSeconds("eventual")).to.equal(TAKEOVER_WAIT_SECONDS);
    expect(TAKEOVER_WAIT_SECONDS).to.be.greaterThan(5);
  });

  it("is overdue only in its own phase and after its wait, later for another region", () => {
    const found = { active: "us-east-2", epoch: 4, phase: "TAKEOVER" } as const;
    const overdue = (region: string, seconds: number, phase: "STEADY" | "TAKEOVER" = "TAKEOVER") =>
      takeoverIsOverdue({ ...found, phase }, NOW_MS - seconds * 1000, region, NOW_MS);
    expect(overdue("us-east-2", TAKEOVER_WAIT_SECONDS)).to.equal(false);
    expect(overdue("us-east-2", TAKEOVER_WAIT_SECONDS + 15)).to.equal(true);
    expect(overdue("us-east-1", TAKEOVER_WAIT_SECONDS + 15)).to.equal(false);
    expect(overdue("us-east-1", TAKEOVER_WAIT_SECONDS + 90)).to.equal(true);
    expect(overdue("us-east-2", 9_999, "STEADY")).to.equal(false);
  });
});

describe("an execution's name", () => {
  it("is one per move and epoch, and per attempt", () => {
    expect(executionName(FAILOVER)).to.equal("failover-to-us-east-2-epoch-4");
    expect(executionName(FAILOVER, 2)).to.equal("failover-to-us-east-2-epoch-4-attempt-2");
    expect(resumeName(FAILOVER)).to.equal("failover-to-us-east-2-epoch-4-resume");
    const longest = executionName({ kind: "failback", to: "ap-northeast-1", epoch: 999_999 }, 10);
    expect(longest.length).to.be.at.most(80);
  });

  it("makes the execution's ARN together with the state machine's", () => {
    expect(executionArn("arn:aws:states:us-east-2:1:stateMachine:payment-failover", "x")).to.equal(
      "arn:aws:states:us-east-2:1:execution:payment-failover:x",
    );
  });
});
