import { expect } from "chai";
import {
  type Decision,
  decide,
  type Hold,
  needsPeople,
  type Situation,
  startsWorkflow,
} from "../../../functions/core/failover-decision";
import type { FailoverPolicy } from "../../../functions/core/settings";
import {
  CONFIRMED,
  CONTROL,
  HOUR_MS,
  LOST,
  NOW_MS,
  POLICY,
  signals,
  ticksOf,
} from "./failover-scene";

const decided = (situation: Partial<Situation>, policy: Partial<FailoverPolicy> = {}): Decision =>
  decide({ ...CONFIRMED, ...situation }, { ...POLICY, ...policy });

const heldBy = (decision: Decision) => (decision.action === "propose" ? decision.held : []);

describe("the standby's decision", () => {
  it("is to take over when two vantage points saw the region lost three times in a row", () => {
    expect(decided({})).to.deep.equal({
      action: "failover",
      why: "standby, witness saw us-east-1 lost in 3 ticks in a row",
      drill: false,
    });
  });

  const nothing: [string, Partial<Situation>, RegExp][] = [
    ["two bad ticks", { ticks: ticksOf(2, LOST) }, /^2 of 3 bad ticks/],
    ["no ticks", { ticks: [] }, /^0 of 3 bad ticks in a row, own store unknown/],
    ["a single vantage point", { ticks: ticksOf(9, signals("bad", "good", "good")) }, /^0 of 3/],
    ["missing data", { ticks: ticksOf(9, signals("unknown", "unknown", "unknown")) }, /^0 of 3/],
    [
      "an unhealthy standby",
      { ticks: ticksOf(9, LOST, () => ({ standby: "bad" })) },
      /own store bad$/,
    ],
    ["an unreadable control item", { control: undefined }, /not readable/],
    ["being active itself", { region: "us-east-1" }, /already active/],
    ["another takeover", { control: { ...CONTROL, phase: "TAKEOVER" } }, /under way/],
    [
      "a recent change of authority",
      { control: { ...CONTROL, changedMs: NOW_MS - 1_799_999 } },
      /cool-down/,
    ],
    [
      "a change in the future of its clock",
      { control: { ...CONTROL, changedMs: NOW_MS + 1 } },
      /cool-down/,
    ],
  ];
  for (const [title, situation, why] of nothing) {
    it(`is to do nothing on ${title}`, () => {
      const decision = decided(situation);
      expect(decision.action).to.equal("none");
      expect(decision.why).to.match(why);
    });
  }

  it("takes over again as soon as the cool-down is over", () => {
    const control = { ...CONTROL, changedMs: NOW_MS - 1_800_000 };
    expect(decided({ control }).action).to.equal("failover");
  });

  it("counts an alarm as a vantage point, never as enough", () => {
    const extra = [{ vantage: "alarm", health: "bad" }] as const;
    const half = decided({ ticks: ticksOf(3, signals("unknown", "bad", "good")), extra });
    expect(half).to.include({ action: "failover" });
    expect(half.why).to.equal("witness, alarm saw us-east-1 lost in 3 ticks in a row");
    expect(decided({ ticks: ticksOf(9, signals("good", "good", "good")), extra }).action).to.equal(
      "none",
    );
  });

  const holds: [string, Partial<Situation>, Partial<FailoverPolicy>, Hold][] = [
    ["the mode is manual", {}, { mode: "manual" }, "mode-manual"],
    ["the mode is approve", {}, { mode: "approve" }, "mode-approve"],
    [
      "replication may be behind and nobody bounded it",
      { consistency: "eventual", lagMs: 0 },
      {},
      "may-lose-payments",
    ],
    [
      "the lag is not known",
      { consistency: "eventual", lagMs: undefined },
      { lagBoundSeconds: 20 },
      "may-lose-payments",
    ],
    [
      "the lag is above the bound",
      { consistency: "eventual", lagMs: 20_001 },
      { lagBoundSeconds: 20 },
      "may-lose-payments",
    ],
    ["the day's limit is reached", { automaticMoves: 2 }, {}, "automatic-limit"],
    ["moves cannot be counted", { automaticMoves: undefined }, {}, "automatic-limit"],
    ["an operator froze it", { freezeUntilMs: NOW_MS + 1 }, {}, "freeze"],
    ["it is maintenance time", {}, { maintenanceWindow: "11:30-12:30" }, "maintenance-window"],
  ];
  for (const [title, situation, policy, hold] of holds) {
    it(`is to ask people when ${title}`, () => {
      const decision = decided(situation, policy);
      expect(decision.action).to.equal("propose");
      expect(heldBy(decision)).to.deep.equal([hold]);
    });
  }

  it("names everything that calls for people at once", () => {
    const decision = decided(
      { automaticMoves: 2, freezeUntilMs: NOW_MS + HOUR_MS, consistency: "eventual" },
      { mode: "approve", maintenanceWindow: "12:00-12:01" },
    );
    expect(heldBy(decision)).to.have.members([
      "mode-approve",
      "may-lose-payments",
      "automatic-limit",
      "freeze",
      "maintenance-window",
    ]);
  });

  it("is automatic under eventual consistency only within the bound", () => {
    const near = { consistency: "eventual", lagMs: 20_000 } as const;
    expect(decided(near, { lagBoundSeconds: 20 }).action).to.equal("failover");
  });

  it("is free again when the freeze is over", () => {
    expect(decided({ freezeUntilMs: NOW_MS }).action).to.equal("failover");
  });

  it("is the same in a drill, with its label", () => {
    expect(decided({ drill: true })).to.deep.equal({ ...decided({}), drill: true });
    expect(decided({ drill: true, ticks: [] })).to.deep.include({ action: "none", drill: true });
    expect(decided({ drill: true }, { mode: "manual" })).to.deep.include({
      action: "propose",
      drill: true,
    });
  });

  it("starts the workflow unless people want to start it themselves", () => {
    expect(startsWorkflow(decided({}))).to.equal(true);
    expect(startsWorkflow(decided({ ticks: [] }))).to.equal(false);
    expect(startsWorkflow(decided({}, { mode: "approve" }))).to.equal(true);
    expect(startsWorkflow(decided({}, { mode: "manual" }))).to.equal(false);
  });

  it("lets silence stand for consent only where approval is a habit", () => {
    expect(needsPeople(["mode-approve"])).to.equal(false);
    expect(needsPeople([])).to.equal(false);
    expect(needsPeople(["mode-approve", "may-lose-payments"])).to.equal(true);
  });
});
