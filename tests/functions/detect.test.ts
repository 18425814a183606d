import { expect } from "chai";
import { detectStateFrom } from "../../functions/core/detect-state";
import { encodeTick } from "../../functions/core/detection-history";
import type { WorkflowInput } from "../../functions/core/workflow";
import { detect } from "../../functions/detect";
import {
  FailoverWorld,
  type FailoverWorldOptions,
  PRIMARY,
  SECONDARY,
  WITNESS,
} from "./failover-world";
import { serviceError } from "./recording-ports";

/** Both regions run their detector once a minute, as the schedule does, for as long as is asked. */
async function run(world: FailoverWorld, minutes: number): Promise<void> {
  const everyMinute = async (region: string) => {
    const handle = detect(world.ports(region));
    for (let minute = 0; minute < minutes; minute++) {
      const beganMs = world.clock.monoMs();
      if (!world.dark.has(region)) await handle({});
      await world.clock.sleep(Math.max(0, beganMs + 60_000 - world.clock.monoMs()));
    }
  };
  await world.finish(Promise.all([PRIMARY, SECONDARY].map(everyMinute)));
}

const seen = (world: FailoverWorld, region = SECONDARY) =>
  detectStateFrom(world.controlItem(`detect#${region}`)).ticks.map((tick) =>
    encodeTick(tick).slice(14),
  );

async function lostAfterAMinute(options: FailoverWorldOptions = {}): Promise<FailoverWorld> {
  const world = new FailoverWorld(options);
  await run(world, 1);
  world.setDark(PRIMARY);
  await run(world, 1);
  return world;
}

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

  describe("does not take over", () => {
    it("on the word of a single vantage point: the regions cannot see each other", async () => {
      const world = new FailoverWorld();
      await run(world, 1);
      const ports = world.ports(SECONDARY);
      const http = { request: () => Promise.reject(serviceError("Timeout")) };
      await world.finish(
        Promise.all([detect(world.ports(PRIMARY))({}), detect({ ...ports, http })({})]),
      );
      expect(seen(world).at(-1)).to.equal("bgg g");
      expect(world.executions).to.deep.equal([]);
    });

    it("on a lost witness and a detector of the primary that stopped", async () => {
      const world = new FailoverWorld();
      await run(world, 1);
      world.setDark(WITNESS);
      await world.finish(detect(world.ports(SECONDARY))({}));
      expect(seen(world).at(-1)).to.equal("gub g");
      expect(world.executions).to.deep.equal([]);
    });

    it("while its own store is cut off from the quorum", async () => {
      const world = new FailoverWorld();
      await run(world, 1);
      world.cut(SECONDARY, PRIMARY);
      world.cut(SECONDARY, WITNESS);
      await run(world, 2);
      expect(world.executions).to.deep.equal([]);
      world.heal();
      await run(world, 1);
      expect(world.executions).to.deep.equal([]);
      const { goodSinceMs } = detectStateFrom(world.controlItem(`detect#${SECONDARY}`));
      expect(world.clock.nowMs() - Number(goodSinceMs)).to.be.at.most(60_000);
    });

    it("inside the cool-down", async () => {
      const world = new FailoverWorld();
      const item = world.controlItem("authority") ?? {};
      world.putControl({ ...item, changed: { N: String(world.clock.nowMs()) } });
      await run(world, 1);
      world.setDark(PRIMARY);
      await run(world, 2);
      expect(seen(world).at(-1)).to.equal("bbb g");
      expect(world.executions).to.deep.equal([]);
    });

    it("by itself in mode manual, but counts the proposal for the alarm", async () => {
      const world = new FailoverWorld({ policy: { mode: "manual" } });
      await run(world, 1);
      world.setDark(PRIMARY);
      const ports = world.ports(SECONDARY);
      await world.finish(detect(ports)({}));
      expect(world.executions).to.deep.equal([]);
      expect(ports.counted.get("FailoverProposed")).to.be.greaterThan(0);
    });
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

  it("forgets a row that its own blindness interrupts, even at the end of an invocation", async () => {
    const world = new FailoverWorld();
    await run(world, 1);
    const ports = world.ports(SECONDARY);
    const blind = { from: world.clock.monoMs() + 51_000, to: world.clock.monoMs() + 56_000 };
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) => {
        const nowMs = world.clock.monoMs();
        const reading = operation === "GetItem" && nowMs > blind.from && nowMs < blind.to;
        if (reading) return Promise.reject(serviceError("InternalServerError"));
        return ports.dynamo.send(operation, input);
      },
    };
    await world.finish(detect({ ...ports, dynamo })({}));
    expect(seen(world).at(-1)).to.equal("uuu b");
  });

  it("writes trouble down at once: an invocation that is killed loses none of it", async () => {
    const world = new FailoverWorld();
    await run(world, 1);
    world.setDark(PRIMARY);
    const killed = detect(world.ports(SECONDARY))({});
    await world.pass(8_000);
    expect(seen(world).slice(-2)).to.deep.equal(["bbg g", "bbg g"]);
    await world.finish(killed);
  });

  describe("takes an observer that fails for silence:", () => {
    const unseen = async (change: (ports: ReturnType<FailoverWorld["ports"]>) => object) => {
      const world = new FailoverWorld();
      await run(world, 1);
      const ports = world.ports(SECONDARY);
      await world.finish(
        Promise.all([detect(world.ports(PRIMARY))({}), detect({ ...ports, ...change(ports) })({})]),
      );
      return seen(world).at(-1);
    };
    const bad = Buffer.from('{"health":"bad"}');

    for (const [title, answer] of [
      ["a witness that crashed", { FunctionError: "Unhandled", Payload: bad }],
      ["a witness without an answer", {}],
      ["a witness that speaks in tongues", { Payload: Buffer.from('{"health":7}') }],
      ["a witness that says no JSON", { Payload: Buffer.from("bad") }],
    ] as const) {
      it(title, async () => {
        const lambda = { send: () => Promise.resolve(answer as never) };
        expect(await unseen(() => ({ lambda }))).to.equal("gug g");
      });
    }

    it("a heartbeat that cannot be read", async () => {
      const failing = ({ dynamo }: ReturnType<FailoverWorld["ports"]>) => ({
        dynamo: {
          send: (operation: string, input: object) =>
            operation === "GetItem" && JSON.stringify(input).includes("heartbeat#")
              ? Promise.reject(serviceError("InternalServerError"))
              : dynamo.send(operation, input),
        },
      });
      expect(await unseen(failing)).to.equal("ggu g");
    });
  });

  it("is not well with a store that can be read but not written", async () => {
    const world = new FailoverWorld();
    await run(world, 1);
    world.setDark(PRIMARY);
    const ports = world.ports(SECONDARY);
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) =>
        "ConditionExpression" in input
          ? Promise.reject(serviceError("InternalServerError"))
          : ports.dynamo.send(operation, input),
    };
    await world.finish(detect({ ...ports, dynamo })({}));
    expect(seen(world).at(-1)).to.equal("bbb b");
    expect(world.executions).to.deep.equal([]);
  });

  it("asks for the lag only where there can be one", async () => {
    const world = new FailoverWorld();
    const ports = world.ports(SECONDARY);
    const asked: string[] = [];
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) => {
        asked.push(`${operation} ${(input as { TableName?: string }).TableName}`);
        return ports.dynamo.send(operation, input);
      },
    };
    await world.finish(detect({ ...ports, dynamo })({}));
    expect(asked).not.to.include("GetItem transactions");
  });

  it("does not repeat its minute when the last save fails", async () => {
    const world = new FailoverWorld();
    const ports = world.ports(SECONDARY);
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) =>
        operation === "UpdateItem"
          ? Promise.reject(serviceError("InternalServerError"))
          : ports.dynamo.send(operation, input),
    };
    expect(await world.finish(detect({ ...ports, dynamo })({}))).to.include({ ticks: 12 });
    expect(ports.counted.get("DetectStateLost")).to.equal(1);
  });

  it("carries on with the next tick after one that failed", async () => {
    const world = new FailoverWorld();
    const ports = world.ports(SECONDARY);
    let calls = 0;
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) => {
        calls += 1;
        if (calls < 10) return Promise.reject(serviceError("InternalServerError"));
        return ports.dynamo.send(operation, input);
      },
    };
    const report = await world.finish(detect({ ...ports, dynamo })({}));
    expect(report.failed).to.be.within(1, 3);
    expect(report.ticks).to.equal(12);
    expect(seen(world).at(-1)).to.equal("ggu g");
  });
});

describe("the detector of the active region", () => {
  const beat = (world: FailoverWorld) => world.controlItem(`heartbeat#${PRIMARY}`)?.beat?.N;

  it("gives a heartbeat with every tick, and none while its store is sick", async () => {
    const world = new FailoverWorld();
    await world.finish(detect(world.ports(PRIMARY))({}));
    expect(Number(beat(world))).to.be.within(world.clock.nowMs() - 5_000, world.clock.nowMs());
    const before = beat(world);
    const ports = world.ports(PRIMARY);
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) =>
        "ConditionExpression" in input
          ? Promise.reject(serviceError("InternalServerError"))
          : ports.dynamo.send(operation, input),
    };
    await world.finish(detect({ ...ports, dynamo })({}));
    expect(beat(world)).to.equal(before);
  });

  it("sends a beat through the payments' own replication where that may lag", async () => {
    const strong = new FailoverWorld();
    await strong.finish(detect(strong.ports(PRIMARY))({}));
    expect(strong.transaction("heartbeat-of-us-east-1")).to.equal(undefined);
    const eventual = new FailoverWorld({ consistency: "eventual" });
    await eventual.finish(detect(eventual.ports(PRIMARY))({}));
    expect(eventual.transaction("heartbeat-of-us-east-1")).to.have.property("beat");
  });

  it("settles a takeover whose workflow died, after its wait and not before", async () => {
    const world = new FailoverWorld({ phase: "TAKEOVER" });
    const item = world.controlItem("authority") ?? {};
    const young = { N: String(world.clock.nowMs() - 5_000) };
    world.putControl({ ...item, changed: young });
    const running = detect(world.ports(PRIMARY))({});
    await world.pass(20_000);
    expect(world.authority().phase).to.equal("TAKEOVER");
    await world.pass(10_000);
    expect(world.authority()).to.include({ phase: "STEADY", active: PRIMARY, epoch: 1 });
    await world.finish(running);
  });

  it("leaves a takeover alone that somebody else settles or supersedes at the same moment", async () => {
    const world = new FailoverWorld({ phase: "TAKEOVER" });
    const ports = world.ports(PRIMARY);
    let superseded = false;
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) => {
        if (JSON.stringify(input).includes(":steady") && !superseded) {
          superseded = true;
          const item = world.controlItem("authority") ?? {};
          world.putControl({ ...item, active: { S: SECONDARY }, epoch: { N: "2" } });
        }
        return ports.dynamo.send(operation, input);
      },
    };
    const running = detect({ ...ports, dynamo })({});
    await world.pass(4_000);
    expect(superseded).to.equal(true);
    expect(world.authority()).to.deep.equal({ active: SECONDARY, epoch: 2, phase: "TAKEOVER" });
    expect(ports.counted.get("TakeoverSettled")).to.equal(undefined);
    await world.finish(running);
  });

  it("tries to settle again when the write failed", async () => {
    const world = new FailoverWorld({ phase: "TAKEOVER" });
    const ports = world.ports(PRIMARY);
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) =>
        operation === "UpdateItem"
          ? Promise.reject(serviceError("AccessDeniedException"))
          : ports.dynamo.send(operation, input),
    };
    expect((await world.finish(detect({ ...ports, dynamo })({}))).failed).to.equal(12);
  });

  it("is helped by the other region when it does not settle itself", async () => {
    const world = new FailoverWorld({ phase: "TAKEOVER" });
    await world.finish(detect(world.ports(SECONDARY))({}));
    expect(world.authority()).to.include({ phase: "STEADY", active: PRIMARY });
  });

  it("finishes a takeover whose workflow never wrote its evidence, once", async () => {
    const world = new FailoverWorld();
    const item = world.controlItem("authority") ?? {};
    world.putControl({ ...item, active: { S: SECONDARY }, epoch: { N: "2" } });
    const move = {
      pk: { S: "workflow#2" },
      kind: { S: "failover" },
      to: { S: SECONDARY },
      from: { S: PRIMARY },
      by: { S: "detect" },
      why: { S: "dark" },
      started: { N: String(world.clock.nowMs() - 600_000) },
    };
    world.putControl(move);
    await run(world, 2);
    expect(world.executions.map(({ name }) => name)).to.deep.equal([
      "failover-to-us-east-2-epoch-2-resume",
    ]);
    expect(JSON.parse(world.executions[0]?.input ?? "{}")).to.include({ epoch: 1, to: SECONDARY });
    world.executions.length = 0;
    world.putControl({ ...move, outcome: { S: "failed" } });
    await run(world, 1);
    expect(world.executions).to.deep.equal([]);
  });
});
