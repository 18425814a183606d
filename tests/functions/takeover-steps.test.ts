import { expect } from "chai";
import type { WorkflowInput } from "../../functions/core/workflow";
import { fence } from "../../functions/fence";
import { settle } from "../../functions/settle";
import { FAILOVER } from "./core/failover-scene";
import { FailoverWorld, PRIMARY, SECONDARY, WITNESS } from "./failover-world";
import { serviceError } from "./recording-ports";

const INPUT: WorkflowInput = { ...FAILOVER, epoch: 1 };
const HOME: WorkflowInput = { ...INPUT, kind: "failback", to: PRIMARY, from: SECONDARY, epoch: 2 };

const nameOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: Error) => error.name,
  );

describe("fence", () => {
  const run = (world: FailoverWorld, region = SECONDARY, input: WorkflowInput = INPUT) =>
    world.finish(fence(world.ports(region))({ input }));

  it("takes authority with the next epoch and records the move", async () => {
    const world = new FailoverWorld();
    expect(await run(world)).to.deep.equal({ epoch: 2, phase: "STEADY" });
    expect(world.authority()).to.deep.equal({ active: SECONDARY, epoch: 2, phase: "STEADY" });
    const { by, why, changed } = world.controlItem("authority") ?? {};
    expect([by?.S, why?.S, changed?.N]).to.deep.equal([
      "detect",
      "dark",
      String(world.clock.nowMs()),
    ]);
    expect(world.controlItem("workflow#2")).to.deep.include({ by: { S: "detect" } });
  });

  it("works without the region that is lost", async () => {
    const world = new FailoverWorld();
    world.setDark(PRIMARY);
    expect(await run(world)).to.include({ epoch: 2 });
  });

  it("leaves the new region without authority to process until it is settled, if that may lag", async () => {
    const world = new FailoverWorld({ consistency: "eventual" });
    expect(await run(world)).to.deep.equal({ epoch: 2, phase: "TAKEOVER" });
    expect(world.authority().phase).to.equal("TAKEOVER");
  });

  it("recognises itself when it is repeated, and keeps the first record", async () => {
    const world = new FailoverWorld({ consistency: "eventual" });
    await run(world);
    const record = world.controlItem("workflow#2");
    await world.pass(5_000);
    expect(await run(world)).to.deep.equal({ epoch: 2, phase: "TAKEOVER" });
    expect(world.authority().epoch).to.equal(2);
    expect(world.controlItem("workflow#2")).to.deep.equal(record);
  });

  it("lets an execution that resumes the move close its record as well", async () => {
    const world = new FailoverWorld();
    const names = ["first", "first-resume"];
    for (const execution of names) {
      await world.finish(fence(world.ports(SECONDARY))({ input: INPUT, execution }));
    }
    expect(world.controlItem("workflow#2")).to.deep.include({ executions: { SS: names } });
  });

  it("recognises itself when the answer was lost on the way", async () => {
    const world = new FailoverWorld();
    const ports = world.ports(SECONDARY);
    let lostOnce = false;
    const dynamo: typeof ports.dynamo = {
      async send(operation, input) {
        const output = await ports.dynamo.send(operation, input);
        if (operation === "UpdateItem" && !lostOnce) {
          lostOnce = true;
          throw serviceError("TimeoutError");
        }
        return output as never;
      },
    };
    expect(await world.finish(fence({ ...ports, dynamo })({ input: INPUT }))).to.include({
      epoch: 2,
    });
    expect(world.authority().epoch).to.equal(2);
  });

  it("lets only one of two takeovers at the same epoch succeed", async () => {
    const world = new FailoverWorld();
    await run(world);
    const rival: WorkflowInput = { ...INPUT, to: PRIMARY, from: SECONDARY };
    expect(await nameOf(run(world, PRIMARY, rival))).to.equal("Superseded");
    expect(world.authority()).to.include({ active: SECONDARY, epoch: 2 });
    expect(world.controlItem("workflow#2")).to.deep.include({ to: { S: SECONDARY } });
  });

  it("does nothing with an old order", async () => {
    const world = new FailoverWorld();
    await run(world);
    await run(world, PRIMARY, HOME);
    expect(world.authority()).to.include({ active: PRIMARY, epoch: 3 });
    expect(await nameOf(run(world))).to.equal("Superseded");
    expect(world.authority()).to.include({ active: PRIMARY, epoch: 3 });
  });

  it("fails without a quorum, in another region, and on a missing item", async () => {
    const world = new FailoverWorld();
    expect(await nameOf(run(world, PRIMARY))).to.equal("WrongRegion");
    world.cut(SECONDARY, PRIMARY);
    world.cut(SECONDARY, WITNESS);
    expect(await nameOf(run(world))).not.to.equal("none");
    world.heal();
    expect(world.authority().epoch).to.equal(1);
    const empty = new FailoverWorld();
    await empty
      .ports(SECONDARY)
      .dynamo.send("DeleteItem", { TableName: "control", Key: { pk: { S: "authority" } } });
    expect(await nameOf(run(empty))).to.equal("Superseded");
  });
});

describe("settle", () => {
  const run = (world: FailoverWorld, input: WorkflowInput = INPUT) =>
    world.finish(settle(world.ports(input.to))({ input }));

  it("lets the new region process, once and again", async () => {
    const world = new FailoverWorld({ consistency: "eventual" });
    await world.finish(fence(world.ports(SECONDARY))({ input: INPUT }));
    for (let i = 0; i < 2; i++) {
      expect(await run(world)).to.deep.equal({ epoch: 2, phase: "STEADY" });
      expect(world.authority()).to.deep.equal({ active: SECONDARY, epoch: 2, phase: "STEADY" });
    }
  });

  it("settles only the takeover that it belongs to", async () => {
    const world = new FailoverWorld({ consistency: "eventual" });
    expect(await nameOf(run(world))).to.equal("Superseded");
    await world.finish(fence(world.ports(SECONDARY))({ input: INPUT }));
    await world.finish(fence(world.ports(PRIMARY))({ input: HOME }));
    expect(await nameOf(run(world))).to.equal("Superseded");
    expect(world.authority()).to.include({ phase: "TAKEOVER", active: PRIMARY });
  });

  it("fails on a missing item and passes errors on", async () => {
    const world = new FailoverWorld();
    const ports = world.ports(SECONDARY);
    const failing = (error: Error) => ({ ...ports, dynamo: { send: () => Promise.reject(error) } });
    const condition = serviceError("ConditionalCheckFailedException");
    expect(await nameOf(world.finish(settle(failing(condition))({ input: INPUT })))).to.equal(
      "Superseded",
    );
    const denied = serviceError("AccessDeniedException");
    expect(await nameOf(world.finish(settle(failing(denied))({ input: INPUT })))).to.equal(
      "AccessDeniedException",
    );
    expect(await nameOf(world.finish(fence(failing(denied))({ input: INPUT })))).to.equal(
      "AccessDeniedException",
    );
  });
});
