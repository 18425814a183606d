import { expect } from "chai";
import fc from "fast-check";
import { type FailbackFacts, failbackGates } from "../../../functions/core/failback-gates";
import type { FailoverPolicy } from "../../../functions/core/settings";
import { CONTROL, FAILOVER, NOW_MS, POLICY } from "./failover-scene";

const OPEN: FailbackFacts = {
  input: { ...FAILOVER, kind: "failback", to: "us-east-1", from: "us-east-2", graceful: true },
  nowMs: NOW_MS,
  control: { ...CONTROL, active: "us-east-2" },
  goodForMs: 1_800_000,
  ownStore: "good",
  ownEndpoint: "good",
  otherEndpoint: "good",
  overdue: 0,
  consistency: "strong",
  lagMs: undefined,
};
const gates = (facts: Partial<FailbackFacts>, policy: Partial<FailoverPolicy> = {}) =>
  failbackGates({ ...OPEN, ...facts }, { ...POLICY, ...policy });

describe("the gates of a failback", () => {
  it("are open when everything is known to be well", () => {
    expect(gates({})).to.deep.equal({ open: true, reasons: [] });
    expect(gates({ consistency: "eventual", lagMs: 5_000 }).open).to.equal(true);
    const bound = { consistency: "eventual", lagMs: 20_000 } as const;
    expect(gates(bound, { lagBoundSeconds: 20 }).open).to.equal(true);
  });

  const closed: [string, Partial<FailbackFacts>, RegExp][] = [
    ["an unreadable control item", { control: undefined }, /not readable/],
    [
      "an epoch that has passed",
      { control: { ...CONTROL, active: "us-east-2", epoch: 4 } },
      /epoch 4/,
    ],
    [
      "a cool-down",
      { control: { ...CONTROL, active: "us-east-2", changedMs: NOW_MS } },
      /cool-down/,
    ],
    ["a sick store", { ownStore: "bad" }, /store is bad/],
    ["an endpoint that is not known", { ownEndpoint: "unknown" }, /endpoint is unknown/],
    ["a sick other region", { otherEndpoint: "bad" }, /other region's health endpoint is bad/],
    ["too short a health", { goodForMs: 1_799_999 }, /1799 s of 1800 s/],
    ["a health of unknown length", { goodForMs: undefined }, /0 s of 1800 s/],
    ["overdue payments", { overdue: 1 }, /overdue/],
    ["a backlog that nobody counted", { overdue: undefined }, /could not be counted/],
    ["an unknown lag", { consistency: "eventual" }, /lags or is not known/],
    ["too much lag", { consistency: "eventual", lagMs: 5_001 }, /lags/],
  ];
  for (const [title, facts, reason] of closed) {
    it(`are closed by ${title}`, () => {
      const report = gates(facts);
      expect(report.open).to.equal(false);
      expect(report.reasons.join()).to.match(reason);
    });
  }

  it("are closed with every reason at once", () => {
    expect(gates({ ownStore: "bad", overdue: 2, goodForMs: 0 }).reasons).to.have.length(3);
  });

  it("are as narrow in a drill", () => {
    const input = { ...OPEN.input, drill: true };
    expect(gates({ input, goodForMs: 0 }).open).to.equal(false);
  });

  it("do not stop what is already fenced", () => {
    const control = { ...CONTROL, active: "us-east-1", epoch: 4, phase: "TAKEOVER" } as const;
    expect(gates({ control, ownStore: "bad", overdue: 9 }).open).to.equal(true);
  });

  it("never open on anything unknown", () => {
    const unknown = fc.constantFrom<Partial<FailbackFacts>>(
      { control: undefined },
      { goodForMs: undefined },
      { ownStore: "unknown" },
      { ownEndpoint: "unknown" },
      { otherEndpoint: "unknown" },
      { overdue: undefined },
      { consistency: "eventual", lagMs: undefined },
    );
    fc.assert(fc.property(unknown, (facts) => !gates(facts).open));
  });
});
