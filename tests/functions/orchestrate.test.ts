import { expect } from "chai";
import { type DetectState, saveDetectStateInput } from "../../functions/core/detect-state";
import type { Tick } from "../../functions/core/detection-history";
import type { FailoverPolicy } from "../../functions/core/settings";
import { type AlarmEvent, orchestrate } from "../../functions/orchestrate";
import { signals } from "./core/failover-scene";
import { FailoverWorld, PRIMARY, SECONDARY } from "./failover-world";

const alarm = (name: string, state = "ALARM") => ({
  Records: [
    {
      Sns: {
        Message: JSON.stringify({
          AlarmName: name,
          NewStateValue: state,
          AlarmArn: `arn:aws:cloudwatch:${SECONDARY}:1:alarm:${name}`,
        }),
      },
    },
  ],
});
const ABOUT_PRIMARY = alarm("payment-canary-dev-us-east-1");

/** What the detector has written: ticks every five seconds, the last one now. */
async function watched(
  world: FailoverWorld,
  seen: Tick["signals"],
  standby: Tick["standby"] = "good",
) {
  const ticks = [10_000, 5_000, 0].map((agoMs) => ({
    atMs: world.clock.nowMs() - agoMs,
    signals: seen,
    standby,
  }));
  const state: DetectState = {
    ticks,
    heartbeat: undefined,
    goodSinceMs: undefined,
    freezeUntilMs: undefined,
    drillUntilMs: undefined,
  };
  const input = saveDetectStateInput("control", SECONDARY, state);
  await world.ports(SECONDARY).dynamo.send("UpdateItem", input);
}

const ONE_BAD = signals("bad", "good", "good");

async function weigh(world: FailoverWorld, event: AlarmEvent = ABOUT_PRIMARY, region = SECONDARY) {
  return world.finish(orchestrate(world.ports(region))(event));
}

describe("an alarm on its way to a failover", () => {
  it("starts the workflow together with one vantage point that agrees", async () => {
    const world = new FailoverWorld();
    await watched(world, ONE_BAD);
    expect(await weigh(world)).to.deep.equal({
      action: "started",
      why: "payment-canary-dev-us-east-1: standby, alarm saw us-east-1 lost in 3 ticks in a row",
    });
    expect(world.executions.map(({ name }) => name)).to.deep.equal([
      "failover-to-us-east-2-epoch-2",
    ]);
    expect(JSON.parse(world.executions[0]?.input ?? "{}")).to.include({
      by: "alarm",
      drill: false,
    });
  });

  it("shares the one execution with the detector", async () => {
    const world = new FailoverWorld();
    await watched(world, ONE_BAD);
    const name = "failover-to-us-east-2-epoch-2";
    world.executions.push({ region: SECONDARY, name, input: "{}", status: "RUNNING" });
    expect(await weigh(world)).to.include({ action: "running" });
    expect(world.executions).to.have.length(1);
  });

  it("is not enough alone, nor are several", async () => {
    const world = new FailoverWorld();
    await watched(world, signals("good", "good", "good"));
    const { Records } = ABOUT_PRIMARY;
    const many = { Records: [...Records, ...Records, ...alarm("other-us-east-1").Records] };
    expect((await weigh(world, many)).action).to.equal("none");
    expect(world.executions).to.deep.equal([]);
  });

  it("is not enough without a detector that watches", async () => {
    const world = new FailoverWorld();
    expect((await weigh(world)).action).to.equal("none");
    await watched(world, ONE_BAD);
    await world.pass(60_000);
    expect((await weigh(world)).action).to.equal("none");
  });

  it("never leads into an unhealthy standby", async () => {
    const world = new FailoverWorld();
    await watched(world, ONE_BAD, "bad");
    expect((await weigh(world)).action).to.equal("none");
  });

  it("waits for the detector's next ticks, within its function's deadline", async () => {
    const world = new FailoverWorld();
    const waiting = orchestrate(world.ports(SECONDARY))(ABOUT_PRIMARY);
    await world.pass(20_000);
    await watched(world, ONE_BAD);
    expect((await world.finish(waiting)).action).to.equal("started");
    const quiet = new FailoverWorld();
    const beganMs = quiet.clock.monoMs();
    await weigh(quiet);
    expect(quiet.clock.monoMs() - beganMs).to.be.within(40_000, 55_000);
  });

  it("only proposes in mode manual", async () => {
    const world = new FailoverWorld({ policy: { mode: "manual" } as Partial<FailoverPolicy> });
    await watched(world, ONE_BAD);
    expect((await weigh(world)).action).to.equal("proposed");
    expect(world.executions).to.deep.equal([]);
  });

  it("leaves a lossy move to the workflow's own measurement", async () => {
    const world = new FailoverWorld({ policy: { lagBoundSeconds: 60 } });
    await watched(world, ONE_BAD);
    expect((await weigh(world)).action).to.equal("started");
  });

  for (const [title, event, region] of [
    ["about its own region", alarm("payment-latency-dev-us-east-2"), SECONDARY],
    ["that has recovered", alarm("payment-canary-dev-us-east-1", "OK"), SECONDARY],
    ["that is none", { Records: [{ Sns: { Message: '{"kind":"move-ended"}' } }] }, SECONDARY],
    ["about the standby, in the active region", alarm("payment-canary-dev-us-east-2"), PRIMARY],
  ] as const) {
    it(`ignores one ${title}`, async () => {
      const world = new FailoverWorld();
      await watched(world, ONE_BAD);
      const beganMs = world.clock.monoMs();
      expect((await weigh(world, event, region)).action).to.equal("ignored");
      expect(world.clock.monoMs()).to.equal(beganMs);
      expect(world.executions).to.deep.equal([]);
    });
  }
});
