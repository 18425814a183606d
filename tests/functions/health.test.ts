import { expect } from "chai";
import { health } from "../../functions/health";
import { latch } from "../../functions/latch";
import { probe } from "../../functions/probe";
import { FailoverWorld, PRIMARY, SECONDARY, WITNESS } from "./failover-world";
import { recordingPorts, scriptedRemote, serviceError } from "./recording-ports";

const REQUEST = {
  method: "GET",
  path: "/",
  parameters: {},
  headers: {},
  body: undefined,
  principal: { tenant: "default", subject: "anonymous" },
};

describe("GET /health", () => {
  const ask = async (world: FailoverWorld, region: string) =>
    world.finish(health(world.ports(region))(REQUEST));

  it("is exactly what Route 53 looks for while the region works, active or not", async () => {
    const world = new FailoverWorld();
    for (const region of [PRIMARY, SECONDARY]) {
      const answer = await ask(world, region);
      expect(answer.status).to.equal(200);
      expect(answer.body).to.equal(`{"status":"ok","region":"${region}"}`);
    }
  });

  it("leaves no trace in the transactions table", async () => {
    const world = new FailoverWorld();
    await ask(world, PRIMARY);
    expect(world.transaction("health")).to.equal(undefined);
    world.put("transactions", { transaction_id: { S: "health" }, mark: { S: "x" } });
    expect((await ask(world, PRIMARY)).status).to.equal(200);
    expect(world.transaction("health")).to.have.property("mark");
  });

  it("depends on nothing in the other region", async () => {
    const world = new FailoverWorld();
    world.setDark(SECONDARY);
    expect((await ask(world, PRIMARY)).status).to.equal(200);
  });

  it("is 503, without the text that means health, when the quorum is out of reach", async () => {
    const world = new FailoverWorld();
    world.cut(PRIMARY, SECONDARY);
    world.cut(PRIMARY, WITNESS);
    const answer = await ask(world, PRIMARY);
    expect(answer.status).to.equal(503);
    expect(answer.body).not.to.contain('"status":"ok"');
    expect((await ask(world, SECONDARY)).status).to.equal(200);
  });

  for (const [title, answer] of [
    ["the control item is missing", { get: {}, put: "ConditionalCheckFailedException" }],
    ["the dry run has an effect", { put: undefined }],
    ["writes are forbidden", { put: "AccessDeniedException" }],
    ["writes fail", { put: "InternalServerError" }],
    ["writes are throttled", { put: "ThrottlingException" }],
    ["reads fail", { get: "InternalServerError", put: "ConditionalCheckFailedException" }],
  ] as [string, { get?: object | string; put?: string | undefined }][]) {
    it(`is 503 when ${title}`, async () => {
      const item = new FailoverWorld().controlItem("authority");
      const dynamo = scriptedRemote((operation) => {
        const { get = { Item: item }, put } = answer;
        const reply = operation === "GetItem" ? get : put;
        if (typeof reply === "string") throw serviceError(reply);
        return reply ?? {};
      });
      const ports = { ...new FailoverWorld().ports(PRIMARY), ...patient(), dynamo };
      expect((await health(ports)(REQUEST)).status).to.equal(503);
    });
  }

  it("is 503 in time when the store does not answer at all", async () => {
    const world = new FailoverWorld();
    const dynamo = scriptedRemote(() => new Promise(() => undefined));
    const startMs = world.clock.monoMs();
    const answer = await world.finish(health({ ...world.ports(PRIMARY), dynamo })(REQUEST));
    expect(answer.status).to.equal(503);
    expect(world.clock.monoMs() - startMs).to.be.at.most(2_000);
  });

  it("asks the store at most once a second, and again after a freeze of either clock", async () => {
    const ports = { ...new FailoverWorld().ports(PRIMARY), ...patient() };
    const real = ports.dynamo;
    const dynamo = scriptedRemote((operation, input) => real.send(operation, input));
    let nowMs = 0;
    let monoMs = 0;
    const clock = { ...ports.clock, nowMs: () => nowMs, monoMs: () => monoMs };
    const handle = health({ ...ports, clock, dynamo });
    const calls = async () => {
      await handle(REQUEST);
      return dynamo.calls.length;
    };
    expect(await calls()).to.equal(2);
    nowMs = monoMs = 999;
    expect(await calls()).to.equal(2);
    monoMs = 1_000;
    expect(await calls()).to.equal(4);
    nowMs = 2_000;
    expect(await calls()).to.equal(6);
  });
});

/** A clock for scripted services: no deadline passes while one answers at once. */
function patient() {
  const { clock } = recordingPorts();
  return {
    clock: {
      ...clock,
      sleep: (ms: number) => (ms < 1_000 ? Promise.resolve() : new Promise<void>(() => undefined)),
    },
  };
}

describe("GET /dr/latched", () => {
  const ask = (world: FailoverWorld, region: string) =>
    world.finish(latch(world.ports(region))(REQUEST));

  function activate(world: FailoverWorld, region: string) {
    const item = world.controlItem("authority") ?? {};
    world.putControl({ ...item, active: { S: region } });
  }

  it("is 200 only in a region that has taken over from the primary", async () => {
    const world = new FailoverWorld();
    expect((await ask(world, SECONDARY)).status).to.equal(404);
    expect((await ask(world, PRIMARY)).status).to.equal(404);
    activate(world, SECONDARY);
    const answer = await ask(world, SECONDARY);
    expect([answer.status, answer.body]).to.deep.equal([200, '{"latched":true}']);
    expect((await ask(world, PRIMARY)).status).to.equal(404);
  });

  it("holds while the region is cut off from the quorum, by an eventually consistent read", async () => {
    const world = new FailoverWorld();
    activate(world, SECONDARY);
    world.cut(SECONDARY, PRIMARY);
    world.cut(SECONDARY, WITNESS);
    expect((await ask(world, SECONDARY)).status).to.equal(200);
  });

  it("remembers for a while when nothing can be read, and forgets in the end", async () => {
    const world = new FailoverWorld();
    activate(world, SECONDARY);
    const real = world.ports(SECONDARY);
    let broken = false;
    const dynamo = scriptedRemote((operation, input) => {
      if (broken) throw serviceError("InternalServerError");
      return real.dynamo.send(operation, input);
    });
    const handle = latch({ ...real, dynamo });
    const status = async () => (await world.finish(handle(REQUEST))).status;
    expect(await status()).to.equal(200);
    broken = true;
    await world.pass(60_000);
    expect(await status()).to.equal(200);
    await world.pass(240_000);
    expect(await status()).to.equal(404);
  });

  it("is 404 from the start when nothing can be read", async () => {
    const world = new FailoverWorld();
    const dynamo = scriptedRemote(() => new Promise(() => undefined));
    const handle = latch({ ...world.ports(SECONDARY), dynamo });
    const startMs = world.clock.monoMs();
    expect((await world.finish(handle(REQUEST))).status).to.equal(404);
    expect(world.clock.monoMs() - startMs).to.be.at.most(2_000);
  });

  it("is read at most once a second", async () => {
    const world = new FailoverWorld();
    const real = world.ports(SECONDARY);
    const dynamo = scriptedRemote((operation, input) => real.dynamo.send(operation, input));
    const handle = latch({ ...real, dynamo });
    await world.finish(handle(REQUEST));
    await world.finish(handle(REQUEST));
    expect(dynamo.calls).to.have.length(1);
    await world.pass(1_000);
    await world.finish(handle(REQUEST));
    expect(dynamo.calls).to.have.length(2);
  });
});

describe("the witness's probe", () => {
  it("tells what it sees of a region", async () => {
    const world = new FailoverWorld();
    const look = () => world.finish(probe(world.ports(WITNESS))({ region: PRIMARY }));
    expect(await look()).to.deep.include({ health: "good", status: 200 });
    world.setDark(PRIMARY);
    const seen = await look();
    expect(seen).to.deep.equal({ health: "bad", ms: 2_000 });
  });

  it("fails loudly for a region that nobody configured", async () => {
    const world = new FailoverWorld();
    const error = await probe(world.ports(WITNESS))({ region: "mars-1" }).catch((e: Error) => e);
    expect(error).to.be.an("error").with.property("message").that.contains("mars-1");
  });
});
