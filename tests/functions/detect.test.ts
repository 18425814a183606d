import { expect } from "chai";
import type { WorkflowInput } from "../../functions/core/workflow";
import { detect } from "../../functions/detect";
import { lostAfterAMinute, run, seen } from "./detector-runs";
import { FailoverWorld, PRIMARY, SECONDARY } from "./failover-world";
import { serviceError } from "./recording-ports";

describe("the detector", () => {
  it("sees nothing but good ticks while both regions work, and starts nothing", async () => {
    const world = new FailoverWorld();
    await run(world, 3);
    expect(world.executions).to.deep.equal([]);
    expect(new Set(seen(world).slice(1))).to.deep.equal(new Set(["ggg g"]));
    expect(seen(world)).to.have.length(36);
  });

  it("starts the workflow once, in its own region, when the primary goes dark", async () => {
    const world = await lostAfterAMinute();
    expect(world.executions).to.have.length(1);
    const [execution] = world.executions;
    expect(execution).to.include({ region: SECONDARY, name: "failover-to-us-east-2-epoch-2" });
    const { why, ...order } = JSON.parse(execution?.input ?? "{}") as WorkflowInput;
    expect(order).to.deep.equal({
      kind: "failover",
      to: SECONDARY,
      from: PRIMARY,
      epoch: 1,
      graceful: false,
      by: "detect",
      drill: false,
    });
    expect(why).to.equal("standby, witness, heartbeat saw us-east-1 lost in 3 ticks in a row");
  });

  it("decides within twenty seconds of the loss", async () => {
    const world = new FailoverWorld();
    await run(world, 1);
    world.setDark(PRIMARY);
    const beganMs = world.clock.monoMs();
    const running = detect(world.ports(SECONDARY))({});
    let decidedMs = Number.NaN;
    const watching = (async () => {
      while (world.executions.length === 0) await world.clock.sleep(100);
      decidedMs = world.clock.monoMs() - beganMs;
    })();
    await world.finish(Promise.all([running, watching]));
    expect(decidedMs).to.be.at.most(20_000);
  });

  it("keeps every tick of the trouble as evidence", async () => {
    const world = await lostAfterAMinute();
    expect(seen(world).slice(-12)).to.deep.equal(["bbg g", "bbg g", ...Array(10).fill("bbb g")]);
  });

  it("ends before its function's deadline even when everything is slow", async () => {
    const world = new FailoverWorld();
    world.setDark(PRIMARY);
    const ports = world.ports(SECONDARY);
    const lambda = { send: () => new Promise<never>(() => undefined) };
    const beganMs = world.clock.monoMs();
    await world.finish(detect({ ...ports, lambda })({}));
    expect(world.clock.monoMs() - beganMs).to.be.at.most(60_000);
  });

  it("remembers the row across invocations", async () => {
    const world = new FailoverWorld({ policy: { badTicks: 8 } });
    await run(world, 1);
    const handle = detect(world.ports(SECONDARY));
    const second = handle({});
    await world.finish(
      (async () => {
        await world.clock.sleep(34_000);
        world.setDark(PRIMARY);
        await second;
        expect(world.executions).to.deep.equal([]);
        await world.clock.sleep(3_000);
        const third = handle({});
        await world.clock.sleep(25_000);
        expect(world.executions).to.have.length(1);
        await third;
      })(),
    );
  });

  it("asks for approval through the workflow in mode approve", async () => {
    expect((await lostAfterAMinute({ policy: { mode: "approve" } })).executions).to.have.length(1);
  });

  it("labels what it starts during a drill", async () => {
    const world = new FailoverWorld();
    const until = { N: String(world.clock.nowMs() + 3_600_000) };
    world.putControl({ pk: { S: `detect#${SECONDARY}` }, drill_until: until });
    await run(world, 1);
    world.setDark(PRIMARY);
    await run(world, 1);
    expect(JSON.parse(world.executions[0]?.input ?? "{}")).to.include({ drill: true });
    expect(world.controlItem(`detect#${SECONDARY}`)).to.deep.include({ drill_until: until });
  });

  it("moves under eventual consistency only within the bound of what may be lost", async () => {
    const eventual = { consistency: "eventual" } as const;
    const near = await lostAfterAMinute({ ...eventual, policy: { lagBoundSeconds: 60 } });
    expect(near.executions).to.have.length(1);
    const ports = { ...near.ports(SECONDARY), policy: { ...near.policy, lagBoundSeconds: 5 } };
    near.executions.length = 0;
    await near.finish(detect(ports)({}));
    expect(ports.counted.get("FailoverDecided")).to.equal(undefined);
    expect(ports.counted.get("FailoverProposed")).to.be.greaterThan(0);
  });

  it("asks people when the lag cannot be read", async () => {
    const policy = { lagBoundSeconds: 60 };
    const world = await lostAfterAMinute({ consistency: "eventual", policy });
    const ports = world.ports(SECONDARY);
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) =>
        operation === "GetItem" && JSON.stringify(input).includes("heartbeat-of-")
          ? Promise.reject(serviceError("InternalServerError"))
          : ports.dynamo.send(operation, input),
    };
    await world.finish(detect({ ...ports, dynamo })({}));
    expect(ports.counted.get("FailoverProposed")).to.be.greaterThan(0);
    expect(ports.counted.get("FailoverDecided")).to.equal(undefined);
  });

  describe("when an earlier attempt at the same epoch ended", () => {
    async function again(error: string, endedAgoMs: number) {
      const world = await lostAfterAMinute();
      const [first] = world.executions;
      if (!first) throw new Error("nothing was started");
      const stopDate = new Date(world.clock.nowMs() - endedAgoMs);
      Object.assign(first, { status: "FAILED", error, stopDate });
      await world.finish(detect(world.ports(SECONDARY))({}));
      return world.executions.map(({ name }) => name).slice(1);
    }

    it("tries again half a minute after a failure", async () => {
      expect(await again("Refused", 0)).to.deep.equal(["failover-to-us-east-2-epoch-2-attempt-2"]);
    });

    it("does not ask people again at once who said no or nothing", async () => {
      expect(await again("Denied", 1_740_000)).to.deep.equal([]);
      expect(await again("Expired", 1_740_000)).to.deep.equal([]);
      expect(await again("Denied", 1_800_000)).to.have.length(1);
    });

    it("takes an end without a time for a very recent one", async () => {
      const world = await lostAfterAMinute();
      Object.assign(world.executions[0] ?? {}, { status: "FAILED" });
      await world.pass(60_000);
      await world.finish(detect(world.ports(SECONDARY))({}));
      expect(world.executions).to.have.length(1);
    });

    it("stops after ten attempts", async () => {
      const world = await lostAfterAMinute();
      for (let round = 0; round < 12; round++) {
        for (const execution of world.executions) {
          Object.assign(execution, { status: "FAILED", stopDate: new Date(0) });
        }
        await world.finish(detect(world.ports(SECONDARY))({}));
      }
      expect(world.executions).to.have.length(10);
    });
  });
});
