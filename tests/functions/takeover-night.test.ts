import { expect } from "chai";
import { isSealIntact } from "../../functions/core/evidence";
import type { WorkflowInput } from "../../functions/core/workflow";
import { latch } from "../../functions/latch";
import { run } from "./detector-runs";
import { PRIMARY, SECONDARY, WITNESS } from "./failover-world";
import { TakeoverNight } from "./takeover-night";

/** From a lost region to evidence: real detectors, the declared state machine, the real steps. */
describe("a night with a lost primary", () => {
  const stepsOf = (night: TakeoverNight) =>
    night.evidence.at(-1)?.steps.map(({ name, error, deferred }) => {
      return error || deferred ? `${name} FAILED` : name;
    });

  async function lost(night: TakeoverNight, minutes: number) {
    await run(night, 1);
    night.setDark(PRIMARY);
    await run(night, minutes);
  }

  const latched = async (night: TakeoverNight) => {
    const request = {
      method: "GET",
      path: "/",
      parameters: {},
      headers: {},
      body: undefined,
      principal: { tenant: "default", subject: "anonymous" },
    };
    return (await night.finish(latch(night.ports(SECONDARY))(request))).status;
  };

  const FAILBACK: WorkflowInput = {
    kind: "failback",
    to: PRIMARY,
    from: SECONDARY,
    epoch: 2,
    graceful: true,
    by: "jane",
    why: "calm again",
    drill: false,
  };

  it("ends with the standby active, verified and recorded, without anybody's help", async () => {
    const night = new TakeoverNight();
    await lost(night, 2);
    expect(night.faults).to.deep.equal([]);
    expect(night.authority()).to.deep.equal({ active: SECONDARY, epoch: 2, phase: "STEADY" });
    expect(night.writer).to.equal(SECONDARY);
    expect(await latched(night)).to.equal(200);
    expect(night.evidence).to.have.length(1);
    const [document] = night.evidence;
    expect(document).to.deep.include({
      outcome: "succeeded",
      execution: "failover-to-us-east-2-epoch-2",
    });
    expect(document && isSealIntact(document)).to.equal(true);
    expect(stepsOf(night)).to.include.members(["assess", "fence", "verify", "database-status"]);
    // The lost database had not heard of the synthetic payment, so the new writer is told of it.
    const rebuilt = document?.steps.find(({ name }) => name === "ledger")?.result;
    expect(rebuilt).to.have.deep.nested.include({ complete: true, "reposted.count": 1 });
    expect([...night.posted].join()).to.match(/^synthetic#verify-us-east-2-2-\d+$/);
    expect(stepsOf(night)?.join()).not.to.contain("FAILED");
    expect(night.controlItem("workflow#2")).to.deep.include({ outcome: { S: "succeeded" } });
  });

  it("does not take the primary back by itself, and does when asked after long health", async () => {
    const night = new TakeoverNight();
    await lost(night, 2);
    night.setDark(PRIMARY, false);
    await run(night, 20);
    await night.order(FAILBACK, "too-early");
    await run(night, 1);
    expect(night.evidence.at(-1)?.outcome).to.equal("refused");
    expect(night.authority()).to.include({ active: SECONDARY, epoch: 2 });
    await run(night, 12);
    expect(night.authority()).to.include({ active: SECONDARY, epoch: 2 });
    await night.order(FAILBACK, "failback-to-us-east-1-epoch-3");
    await run(night, 2);
    expect(night.evidence.at(-1)).to.deep.include({ outcome: "succeeded", input: FAILBACK });
    expect(night.authority()).to.deep.equal({ active: PRIMARY, epoch: 3, phase: "STEADY" });
    expect(night.writer).to.equal(PRIMARY);
    expect(await latched(night)).to.equal(404);
    expect(night.faults).to.deep.equal([]);
  });

  it("waits for two people where the policy says so, and for nobody who says no", async () => {
    const policy = { mode: "approve", approvers: 2 } as const;
    const night = new TakeoverNight({ policy });
    await lost(night, 1);
    expect(night.authority().active).to.equal(PRIMARY);
    expect(await night.say("ann", "approve")).to.equal(202);
    await run(night, 1);
    expect(night.authority().active).to.equal(PRIMARY);
    expect(await night.say("bob", "approve")).to.equal(200);
    await run(night, 2);
    expect(night.authority()).to.include({ active: SECONDARY, epoch: 2 });
    expect(night.evidence.at(-1)?.outcome).to.equal("succeeded");

    const denied = new TakeoverNight({ policy });
    await lost(denied, 1);
    expect(await denied.say("eve", "deny")).to.equal(200);
    await run(denied, 5);
    expect(denied.authority().active).to.equal(PRIMARY);
    expect(denied.evidence.map(({ outcome }) => outcome)).to.deep.equal(["denied"]);
    await run(denied, 26);
    expect(denied.alerts.filter(({ kind }) => kind === "approval-requested")).to.have.length(2);
  });

  it("settles first under eventual consistency, after the old leases have run out", async () => {
    const policy = { lagBoundSeconds: 60 };
    const night = new TakeoverNight({ consistency: "eventual", policy });
    await lost(night, 3);
    expect(night.faults).to.deep.equal([]);
    expect(night.authority()).to.deep.equal({ active: SECONDARY, epoch: 2, phase: "STEADY" });
    expect(night.evidence.at(-1)?.outcome).to.equal("succeeded");
  });

  it("goes on when the primary is lost again during its failback, and the failback does not", async () => {
    const night = new TakeoverNight();
    await lost(night, 2);
    night.setDark(PRIMARY, false);
    await run(night, 32);
    await night.order(FAILBACK, "failback-to-us-east-1-epoch-3");
    for (let i = 0; night.authority().epoch < 3 && i < 60; i++) await night.pass(500);
    expect(night.authority()).to.include({ active: PRIMARY, epoch: 3 });
    night.setDark(PRIMARY);
    await run(night, 2);
    // Too soon for a detector, which is held by the cool-down; people may order it at once.
    expect(night.authority()).to.include({ active: PRIMARY, epoch: 3 });
    const again = { ...FAILBACK, kind: "failover", to: SECONDARY, from: PRIMARY } as const;
    await night.order({ ...again, epoch: 3, graceful: false }, "failover-to-us-east-2-epoch-4");
    await run(night, 2);
    expect(night.authority()).to.deep.equal({ active: SECONDARY, epoch: 4, phase: "STEADY" });
    expect(night.controlItem("workflow#4")).to.deep.include({ outcome: { S: "succeeded" } });
    expect(night.controlItem("workflow#3")?.outcome?.S).not.to.equal("succeeded");
    expect(await latched(night)).to.equal(200);
    night.setDark(PRIMARY, false);
    await run(night, 5);
    expect(night.authority(), "the old failback comes back to life and changes nothing").to.include(
      { active: SECONDARY, epoch: 4 },
    );
  });

  it("is survived without the witness, which nobody needs to take over", async () => {
    const night = new TakeoverNight();
    await run(night, 1);
    night.setDark(WITNESS);
    await run(night, 2);
    expect(night.authority().active, "a lost witness is no lost region").to.equal(PRIMARY);
    night.setDark(WITNESS, false);
    night.cut(SECONDARY, WITNESS);
    night.setDark(PRIMARY);
    await run(night, 3);
    expect(night.authority().active, "alone it has no quorum and no second opinion").to.equal(
      PRIMARY,
    );
    night.heal();
    await run(night, 2);
    expect(night.authority()).to.include({ active: SECONDARY, epoch: 2 });
  });

  it("leads nobody into a standby that is sick itself, whoever asks", async () => {
    const night = new TakeoverNight();
    await run(night, 1);
    night.cut(SECONDARY, WITNESS);
    night.setDark(PRIMARY);
    const byHand = { ...FAILBACK, kind: "failover", to: SECONDARY, from: PRIMARY } as const;
    await night.order({ ...byHand, epoch: 1, graceful: false }, "by-hand");
    await run(night, 3);
    expect(night.authority()).to.include({ active: PRIMARY, epoch: 1 });
    expect(night.evidence.map(({ outcome }) => outcome)).to.not.include("succeeded");
  });

  it("is one takeover when the alarm, the detector and an operator ask at once", async () => {
    const night = new TakeoverNight();
    await lost(night, 1);
    const byHand: WorkflowInput = {
      ...FAILBACK,
      kind: "failover",
      to: SECONDARY,
      from: PRIMARY,
      epoch: 1,
      graceful: false,
    };
    await night.order(byHand, "by-hand");
    await run(night, 2);
    expect(night.authority()).to.include({ active: SECONDARY, epoch: 2 });
    const outcomes = night.evidence.map(({ outcome }) => outcome);
    expect(outcomes).to.include("succeeded");
    expect(night.controlItem("workflow#3")).to.equal(undefined);
  });
});
