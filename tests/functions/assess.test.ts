import { expect } from "chai";
import { assess } from "../../functions/assess";
import { saveDetectStateInput } from "../../functions/core/detect-state";
import type { Tick } from "../../functions/core/detection-history";
import type { WorkflowInput } from "../../functions/core/workflow";
import { gates } from "../../functions/gates";
import { FAILOVER, LOST, signals } from "./core/failover-scene";
import {
  FailoverWorld,
  type FailoverWorldOptions,
  PRIMARY,
  SECONDARY,
  WITNESS,
} from "./failover-world";
import { serviceError } from "./recording-ports";

const INPUT: WorkflowInput = { ...FAILOVER, epoch: 1 };
const FAILBACK: WorkflowInput = {
  ...INPUT,
  kind: "failback",
  to: PRIMARY,
  from: SECONDARY,
  epoch: 2,
  graceful: true,
  by: "jane",
};

async function saw(
  world: FailoverWorld,
  region: string,
  seen: Tick["signals"],
  goodForMs = 0,
): Promise<void> {
  const nowMs = world.clock.nowMs();
  const ticks = [10_000, 5_000, 0].map((agoMs): Tick => {
    return { atMs: nowMs - agoMs, signals: seen, standby: "good" };
  });
  const state = {
    ticks,
    heartbeat: undefined,
    goodSinceMs: nowMs - goodForMs,
    freezeUntilMs: undefined,
    drillUntilMs: undefined,
  };
  await world
    .ports(SECONDARY)
    .dynamo.send("UpdateItem", saveDetectStateInput("control", region, state));
}

/** The primary is dark and the standby's detector has seen it. */
async function lost(options: FailoverWorldOptions = {}): Promise<FailoverWorld> {
  const world = new FailoverWorld(options);
  world.setDark(PRIMARY);
  await saw(world, SECONDARY, LOST);
  return world;
}

describe("assess", () => {
  const run = (world: FailoverWorld, event: object, region = SECONDARY) =>
    world.finish(assess(world.ports(region))({ input: INPUT, ...event }));

  it("lets the detector's move pass and repeats whether there is a database", async () => {
    const world = await lost();
    expect(await run(world, { database: true })).to.deep.equal({
      proceed: true,
      reasons: [],
      epoch: 1,
      nextEpoch: 2,
      approval: "none",
      approvalDefault: "abort",
      approvalTimeoutSeconds: 600,
      approvers: 1,
      waitSeconds: 0,
      resume: false,
      database: true,
    });
    expect(await run(world, {})).to.include({ database: false });
  });

  it("applies every rule again: the region may have recovered meanwhile", async () => {
    const world = await lost();
    await saw(world, SECONDARY, signals("good", "good", "good"));
    const { proceed, reasons } = await run(world, {});
    expect(proceed).to.equal(false);
    expect(reasons.join()).to.match(/0 of 3 bad ticks/);
  });

  it("does not take its own alarm for two", async () => {
    const world = await lost();
    await saw(world, SECONDARY, signals("bad", "good", "good"));
    expect(await run(world, {})).to.include({ proceed: false });
    const byAlarm = { input: { ...INPUT, by: "alarm" } };
    expect(await run(world, byAlarm)).to.include({ proceed: true });
    await saw(world, SECONDARY, signals("good", "good", "good"));
    expect(await run(world, byAlarm)).to.include({ proceed: false });
  });

  it("refuses to move into a region that is cut off, whoever asks", async () => {
    const world = await lost();
    world.cut(SECONDARY, WITNESS);
    const { proceed, reasons } = await run(world, { input: { ...INPUT, by: "jane" } });
    expect(proceed).to.equal(false);
    expect(reasons.join()).to.match(/control item.*store is bad.*endpoint is bad/);
  });

  it("asks people where the lag is above the bound, and never takes silence for consent then", async () => {
    const policy = { lagBoundSeconds: 5, approvalDefault: "proceed" } as const;
    const world = await lost({ consistency: "eventual", policy });
    expect(await run(world, {})).to.include({ approval: "required", approvalDefault: "abort" });
    const beat = { N: String(world.clock.nowMs() - 4_000) };
    world.put("transactions", { transaction_id: { S: "heartbeat-of-us-east-1" }, beat });
    const near = await run(world, {});
    expect(near).to.include({ approval: "none" });
    expect(near.waitSeconds).to.be.greaterThan(5);
  });

  it("counts the day's automatic moves", async () => {
    const world = await lost({ policy: { automaticPerDay: 1 } });
    const nowMs = world.clock.nowMs();
    const item = world.controlItem("authority") ?? {};
    world.putControl({ ...item, epoch: { N: "3" } });
    const move = (epoch: number, by: string, agoMs: number) =>
      world.putControl({
        pk: { S: `workflow#${epoch}` },
        by: { S: by },
        started: { N: String(nowMs - agoMs) },
      });
    const approval = async () => (await run(world, { input: { ...INPUT, epoch: 3 } })).approval;
    expect(await approval(), "moves without a record count").to.equal("required");
    move(3, "jane", 7_200_000);
    move(2, "jane", 9_000_000);
    expect(await approval()).to.equal("none");
    move(2, "detect", 9_000_000);
    expect(await approval()).to.equal("required");
    move(3, "jane", 86_400_000);
    expect(await approval(), "nothing older counts").to.equal("none");
  });

  it("leaves the decision to people when moves cannot be counted", async () => {
    const world = await lost();
    world.putControl({ ...world.controlItem("authority"), epoch: { N: "3" } });
    const ports = world.ports(SECONDARY);
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) =>
        JSON.stringify(input).includes("workflow#")
          ? Promise.reject(serviceError("InternalServerError"))
          : ports.dynamo.send(operation, input),
    };
    const event = { input: { ...INPUT, epoch: 3 } };
    expect(await world.finish(assess({ ...ports, dynamo })(event))).to.include({
      proceed: true,
      approval: "required",
    });
  });

  it("throws for a wrong input and in the wrong region", async () => {
    const world = await lost();
    const failure = async (event: object, region: string) =>
      run(world, event, region).then(
        () => "none",
        (error: Error) => error.name,
      );
    expect(await failure({ input: { ...INPUT, epoch: "1" } }, SECONDARY)).to.equal("InvalidInput");
    expect(await failure({}, PRIMARY)).to.equal("WrongRegion");
  });
});

describe("gates", () => {
  async function ready(options: FailoverWorldOptions = {}): Promise<FailoverWorld> {
    const world = new FailoverWorld(options);
    const item = world.controlItem("authority") ?? {};
    world.putControl({ ...item, active: { S: SECONDARY }, epoch: { N: "2" } });
    await saw(world, PRIMARY, signals("good", "good", "good"), 1_800_000);
    return world;
  }
  const run = (world: FailoverWorld, ports = world.ports(PRIMARY)) =>
    world.finish(gates(ports)({ input: FAILBACK }));

  it("are open when the old region has been healthy for long and nothing is overdue", async () => {
    const world = await ready();
    const due = (at: number) => ({
      transaction_id: { S: "shop#t-1" },
      dsh: { S: "d7" },
      due: { N: String(at) },
    });
    world.put("transactions", due(world.clock.nowMs() - 59_000));
    expect(await run(world)).to.deep.equal({ open: true, reasons: [] });
    world.put("transactions", due(world.clock.nowMs() - 60_000));
    expect(await run(world)).to.deep.equal({ open: false, reasons: ["payments are overdue"] });
  });

  it("are closed while the region that hands over does not answer", async () => {
    const world = await ready();
    world.cut(PRIMARY, SECONDARY);
    expect((await run(world)).reasons).to.deep.equal(["the other region's health endpoint is bad"]);
  });

  it("are closed when the backlog cannot be counted", async () => {
    const world = await ready();
    const ports = world.ports(PRIMARY);
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) =>
        operation === "Query"
          ? Promise.reject(serviceError("InternalServerError"))
          : ports.dynamo.send(operation, input),
    };
    expect((await run(world, { ...ports, dynamo })).reasons).to.deep.equal([
      "the backlog could not be counted",
    ]);
  });

  it("ask for the lag where there can be one", async () => {
    const world = await ready({ consistency: "eventual" });
    expect((await run(world)).reasons.join()).to.match(/lags or is not known/);
  });

  it("are closed right after a failover", async () => {
    const world = await ready();
    const item = world.controlItem("authority") ?? {};
    world.putControl({ ...item, changed: { N: String(world.clock.nowMs()) } });
    await saw(world, PRIMARY, signals("good", "good", "good"), 60_000);
    expect((await run(world)).reasons).to.have.length(2);
  });
});
