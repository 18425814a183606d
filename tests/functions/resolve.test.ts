import { expect } from "chai";
import { process } from "../../functions/process";
import { resolve } from "../../functions/resolve";
import { sweep } from "../../functions/sweep";
import { validate } from "../../functions/validate";
import { PaymentWorld, payRequest, TIER_A } from "./payment-world";

const order = {
  tenant: "acme",
  transactionId: "t1",
  outcome: "processed",
  reference: "ref-7",
  reason: "settlement file",
  by: ["ada", "grace"],
};

async function inDoubt(): Promise<PaymentWorld> {
  const world = new PaymentWorld();
  await validate(world.all())(payRequest());
  world.answers = [{ kind: "unknown", reason: "timeout" }];
  await process(world.all({ ...TIER_A, idempotencyKey: false }))("acme#t1");
  await sweep(world.all())();
  return world;
}

async function failure(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => new Error("it did not fail"),
    (error: Error) => error,
  );
}

describe("resolving a doubt", () => {
  it("records what two people decided, and has it told", async () => {
    const world = await inDoubt();
    expect(world.told).to.deep.equal(["in_doubt t1"]);
    expect(await resolve(world.all())(order)).to.deep.equal({ status: "SUCCEEDED" });
    expect(world.stored("t1")).to.include({ status: "SUCCEEDED", reference: "ref-7" });
    await sweep(world.all())();
    expect(world.told).to.deep.equal(["in_doubt t1", "processed t1"]);
  });

  it("needs no reference for a payment that never reached the processor", async () => {
    const world = await inDoubt();
    const { reference: _none, ...failed } = { ...order, outcome: "failed" };
    expect(await resolve(world.all())(failed)).to.deep.equal({ status: "FAILED" });
    expect(world.stored("t1")?.reason).to.equal("settlement file (ada, grace)");
  });

  it("answers a repeated order like the first one", async () => {
    const world = await inDoubt();
    await resolve(world.all())(order);
    expect(await resolve(world.all())(order)).to.deep.equal({ status: "SUCCEEDED" });
  });

  it("does not touch a payment that is not in doubt, or that does not exist", async () => {
    const world = new PaymentWorld();
    await validate(world.all())(payRequest());
    expect((await failure(resolve(world.all())(order))).name).to.equal("NotInDoubt");
    const missing = resolve(world.all())({ ...order, transactionId: "t9" });
    expect((await failure(missing)).name).to.equal("NotFound");
    expect(world.stored("t1")?.status).to.equal("ACCEPTED");
  });

  it("needs two people, an outcome, a reference and a reason, and names all that is missing", async () => {
    const world = await inDoubt();
    const lonely = await failure(resolve(world.all())({ ...order, by: ["ada", "ada"] }));
    expect(lonely.message).to.equal("by names two different people");
    const nothing = await failure(resolve(world.all())(undefined));
    expect(nothing.message.split("; ")).to.have.length(6);
    const empty = await failure(resolve(world.all())({}));
    expect(empty.message.split("; ")).to.have.length(6);
    const card = await failure(resolve(world.all())({ ...order, reason: "4111 1111 1111 1111" }));
    expect(card.message).to.contain("card number");
    expect(world.stored("t1")?.status).to.equal("IN_DOUBT");
  });
});
