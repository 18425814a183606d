import { expect } from "chai";
import { detect } from "../../functions/detect";
import { run } from "./detector-runs";
import { FailoverWorld, PRIMARY, SECONDARY } from "./failover-world";
import { serviceError } from "./recording-ports";

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
