import { expect } from "chai";
import { assessMove, type MoveFacts } from "../../../functions/core/assessment";
import type { Decision } from "../../../functions/core/failover-decision";
import type { FailoverPolicy } from "../../../functions/core/settings";
import { CONTROL, FAILOVER, POLICY } from "./failover-scene";

const TAKE_OVER: Decision = { action: "failover", why: "lost", drill: false };
const FACTS: MoveFacts = {
  input: FAILOVER,
  control: CONTROL,
  peerRegion: "us-east-1",
  ownStore: "good",
  ownEndpoint: "good",
  decision: TAKE_OVER,
  consistency: "strong",
};
const assessed = (facts: Partial<MoveFacts>, policy: Partial<FailoverPolicy> = {}) =>
  assessMove({ ...FACTS, ...facts }, { ...POLICY, ...policy });
const proposed = (...held: Extract<Decision, { held: unknown }>["held"][number][]): Decision => ({
  action: "propose",
  why: "lost",
  held,
  drill: false,
});
const byHand = { input: { ...FAILOVER, by: "jane" }, decision: undefined };

describe("the assessment of a move", () => {
  it("lets an automatic one pass that the rules still ask for", () => {
    expect(assessed({})).to.deep.equal({
      proceed: true,
      reasons: [],
      epoch: 3,
      nextEpoch: 4,
      approval: "none",
      approvalDefault: "abort",
      approvalTimeoutSeconds: 600,
      approvers: 1,
      waitSeconds: 0,
      resume: false,
    });
  });

  it("waits out the old region where consistency is eventual", () => {
    expect(assessed({ consistency: "eventual" }).waitSeconds).to.be.greaterThan(0);
  });

  const refusals: [string, Partial<MoveFacts>, RegExp][] = [
    ["an unreadable control item", { control: undefined }, /not readable/],
    ["an epoch that has passed", { control: { ...CONTROL, epoch: 4 } }, /us-east-1 at epoch 4/],
    ["a takeover under way", { control: { ...CONTROL, phase: "TAKEOVER" } }, /in TAKEOVER/],
    ["a region that is no peer", { peerRegion: "eu-west-1" }, /not this region's peer/],
    ["a sick store", { ownStore: "bad" }, /store is bad/],
    ["a store that is not known", { ownStore: "unknown" }, /store is unknown/],
    ["an endpoint that does not answer", { ownEndpoint: "bad" }, /endpoint is bad/],
    [
      "a decision that no longer stands",
      { decision: { action: "none", why: "recovered", drill: false } },
      /recovered/,
    ],
    ["a situation that nobody could judge", { decision: undefined }, /could not be judged/],
  ];
  for (const [title, facts, reason] of refusals) {
    it(`refuses on ${title}`, () => {
      const assessment = assessed(facts);
      expect(assessment.proceed).to.equal(false);
      expect(assessment.reasons.join()).to.match(reason);
    });
  }

  it("names every reason at once", () => {
    expect(
      assessed({ control: undefined, ownStore: "bad", ownEndpoint: "bad" }).reasons,
    ).to.have.length(3);
  });

  it("lets a person move without the detector, but not into a sick region", () => {
    expect(assessed(byHand)).to.include({ proceed: true, approval: "none" });
    expect(assessed({ ...byHand, ownStore: "bad" }).proceed).to.equal(false);
  });

  it("asks for approval where the decision was only a proposal", () => {
    expect(assessed({ decision: proposed("freeze") }).approval).to.equal("required");
  });

  it("asks others when a person moves and the policy wants several, or approval of each move", () => {
    expect(assessed(byHand, { approvers: 2 }).approval).to.equal("required");
    expect(assessed(byHand, { mode: "approve" }).approval).to.equal("required");
  });

  it("takes silence for consent only where approval is a habit", () => {
    const proceed = { approvalDefault: "proceed" } as const;
    expect(assessed({ decision: proposed("mode-approve") }, proceed).approvalDefault).to.equal(
      "proceed",
    );
    for (const held of ["may-lose-payments", "automatic-limit", "freeze"] as const) {
      const decision = proposed("mode-approve", held);
      expect(assessed({ decision }, proceed).approvalDefault, held).to.equal("abort");
    }
    expect(assessed(byHand, proceed).approvalDefault).to.equal("abort");
    expect(assessed({ decision: undefined }, proceed).approvalDefault).to.equal("abort");
    expect(assessed({}, proceed).approvalDefault).to.equal("proceed");
  });

  it("always finishes what is already fenced, without asking anybody", () => {
    const control = { ...CONTROL, active: "us-east-2", epoch: 4, phase: "TAKEOVER" } as const;
    const everythingBad = { control, ownStore: "bad", ownEndpoint: "bad", decision: undefined };
    expect(assessed(everythingBad as Partial<MoveFacts>, { mode: "approve" })).to.include({
      proceed: true,
      resume: true,
      approval: "none",
    });
  });
});
