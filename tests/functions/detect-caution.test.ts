import { expect } from "chai";
import { detectStateFrom } from "../../functions/core/detect-state";
import { detect } from "../../functions/detect";
import { run, seen } from "./detector-runs";
import { FailoverWorld, PRIMARY, SECONDARY, WITNESS } from "./failover-world";
import { serviceError } from "./recording-ports";

describe("the detector does not take over", () => {
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
});

describe("the detector", () => {
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
