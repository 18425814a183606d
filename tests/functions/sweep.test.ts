import { expect } from "chai";
import { planSweep } from "../../functions/core/sweep-plan";
import { process } from "../../functions/process";
import { sweep } from "../../functions/sweep";
import { validate } from "../../functions/validate";
import { PaymentWorld, payRequest } from "./payment-world";

async function waiting(count = 1): Promise<PaymentWorld> {
  const world = new PaymentWorld();
  for (let i = 1; i <= count; i++) {
    await validate(world.all())(payRequest({ transaction_id: `t${i}` }));
  }
  world.hints.length = 0;
  return world;
}

describe("the sweeper", () => {
  it("re-drives what is due, and leaves it alone for a while afterwards", async () => {
    const world = await waiting(3);
    world.ports.advance(6_000);
    expect(await sweep(world.all())()).to.deep.equal({
      authority: true,
      redriven: 3,
      published: 0,
    });
    expect(world.hints).to.have.members(["acme#t1", "acme#t2", "acme#t3"]);
    expect((await sweep(world.all())()).redriven).to.equal(0);
    world.ports.advance(30_000);
    expect((await sweep(world.all())()).redriven).to.equal(3);
  });

  it("leaves alone what is not due yet", async () => {
    const world = await waiting();
    expect((await sweep(world.all())()).redriven).to.equal(0);
  });

  it("does nothing where authority is elsewhere", async () => {
    const world = await waiting();
    world.setAuthority("us-east-2", 2);
    world.ports.advance(6_000);
    const report = await sweep(world.all())();
    expect(report).to.deep.equal({ authority: false, redriven: 0, published: 0 });
    expect(world.hints).to.deep.equal([]);
  });

  it("does not move due times on eventual tables, where a stale write could erase a result", async () => {
    const world = await waiting();
    world.ports.advance(6_000);
    const before = world.stored("t1")?.dueMs;
    await sweep({ ...world.all(), consistency: "eventual" })();
    expect(world.hints).to.deep.equal(["acme#t1"]);
    expect(world.stored("t1")?.dueMs).to.equal(before);
  });

  it("tells what could not be told, and forgets it only then", async () => {
    const world = await waiting();
    world.failing.set("Publish", "InternalError");
    await process(world.all())("acme#t1");
    let failed = false;
    await sweep(world.all())().catch(() => {
      failed = true;
    });
    expect(failed, "a sweep that leaves something behind is a failure").to.equal(true);
    expect(world.stored("t1")?.alert).to.equal("processed");
    world.failing.clear();
    expect((await sweep(world.all())()).published).to.equal(1);
    expect(world.told).to.deep.equal(["processed t1"]);
    expect(world.stored("t1")).to.include({ alert: undefined, dueMs: undefined });
  });

  it("is not kept from the others by one payment that cannot be moved", async () => {
    const world = await waiting(3);
    world.ports.advance(6_000);
    const { sqs, ...rest } = world.all();
    const stubborn = {
      send: (operation: string, input: object) =>
        (input as { MessageBody: string }).MessageBody === "acme#t2"
          ? Promise.reject(new Error("no"))
          : sqs.send(operation, input),
    };
    let message = "";
    await sweep({ ...rest, sqs: stubborn as typeof sqs })().catch((error: Error) => {
      message = error.message;
    });
    expect(message).to.equal("sweep left 1 payments or shards behind");
    expect(world.hints).to.have.members(["acme#t1", "acme#t3"]);
  });

  it("is not misled by an index that still names finished payments", async () => {
    const world = await waiting();
    await process(world.all())("acme#t1");
    const finished = world.stored("t1");
    if (!finished) throw new Error("the payment is gone");
    expect(planSweep(finished, 1e15)).to.deep.equal({ action: "nothing" });
    expect(planSweep({ ...finished, status: "IN_DOUBT" }, 1e15)).to.deep.equal({
      action: "nothing",
    });
    const undue = { ...finished, status: "ACCEPTED", dueMs: undefined } as const;
    expect(planSweep(undue, 1e15)).to.deep.equal({ action: "nothing" });
  });
});
