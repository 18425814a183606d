import { expect } from "chai";
import { claimLeaseMs } from "../../functions/core/processing";
import type { ProcessorSettings } from "../../functions/core/settings";
import { process } from "../../functions/process";
import { validate } from "../../functions/validate";
import { PaymentWorld, payRequest, TIER_A } from "./payment-world";

const TIER_B: ProcessorSettings = { ...TIER_A, idempotencyKey: false, lookup: true };
const TIER_C: ProcessorSettings = { ...TIER_A, idempotencyKey: false };

async function accepted(): Promise<PaymentWorld> {
  const world = new PaymentWorld();
  await validate(world.all())(payRequest());
  return world;
}

describe("processing", () => {
  it("claims, charges, tells and records", async () => {
    const world = await accepted();
    await process(world.all())("acme#t1");
    expect(world.charged).to.deep.equal(["acme#t1"]);
    expect(world.told).to.deep.equal(["processed t1"]);
    expect(world.stored("t1")).to.include({ status: "SUCCEEDED", reference: "ref-1", attempt: 1 });
    expect(world.stored("t1")).to.include({ dueMs: undefined, alert: undefined, owner: undefined });
  });

  it("does nothing with a payment that is finished, or that does not exist", async () => {
    const world = await accepted();
    await process(world.all())("acme#t1");
    await process(world.all())("acme#t1");
    await process(world.all())("acme#unknown");
    expect(world.charged).to.have.length(1);
  });

  it("drops the hint where authority is elsewhere", async () => {
    const world = new PaymentWorld("us-east-2");
    await validate(world.all())(payRequest());
    await process(world.all())("acme#t1");
    expect(world.charged).to.deep.equal([]);
    expect(world.stored("t1")?.status).to.equal("ACCEPTED");
  });

  it("lets the message come again when authority cannot be read", async () => {
    const world = await accepted();
    world.failing.set("GetItem", "InternalServerError");
    let failed = false;
    await process(world.all())("acme#t1").catch(() => {
      failed = true;
    });
    expect(failed).to.equal(true);
    expect(world.charged).to.deep.equal([]);
  });

  it("does not start under an epoch that the payment has outlived", async () => {
    const world = await accepted();
    const old = process(world.all());
    await old("acme#none");
    world.setAuthority("us-east-1", 2);
    world.answers = [{ kind: "unknown", reason: "timeout" }];
    await process(world.all())("acme#t1");
    await old("acme#t1");
    expect(world.charged, "the old lease says epoch 1, the payment has seen 2").to.have.length(1);
  });

  it("records a declined payment as declined", async () => {
    const world = await accepted();
    world.answers = [{ kind: "declined", reference: "r", reason: "funds" }];
    await process(world.all())("acme#t1");
    expect(world.stored("t1")).to.include({ status: "DECLINED", reason: "funds" });
    expect(world.told).to.deep.equal(["declined t1"]);
  });

  it("tries again with the same key after an unknown outcome", async () => {
    const world = await accepted();
    world.answers = [
      { kind: "unknown", reason: "timeout" },
      { kind: "approved", reference: "ref-1" },
    ];
    await process(world.all())("acme#t1");
    expect(world.stored("t1")).to.include({ status: "ACCEPTED", maybe: true });
    await process(world.all())("acme#t1");
    expect(world.charged).to.deep.equal(["acme#t1", "acme#t1"]);
    expect(world.stored("t1")?.status).to.equal("SUCCEEDED");
  });

  it("fails a payment that was refused for good and never may have had an effect", async () => {
    const world = await accepted();
    world.answers = [{ kind: "rejected", reason: "bad method" }];
    await process(world.all())("acme#t1");
    expect(world.stored("t1")).to.include({ status: "FAILED", alert: "failed" });
  });

  it("forgets a refused attempt that had no effect, so that the payment may still fail", async () => {
    const world = await accepted();
    world.answers = [
      { kind: "refused", reason: "429" },
      { kind: "rejected", reason: "bad" },
    ];
    await process(world.all())("acme#t1");
    expect(world.stored("t1")).to.include({ status: "ACCEPTED", maybe: false });
    await process(world.all())("acme#t1");
    expect(world.stored("t1")?.status).to.equal("FAILED");
  });

  it("never repeats blindly where the processor offers nothing", async () => {
    const world = await accepted();
    world.answers = [{ kind: "unknown", reason: "timeout" }];
    await process(world.all(TIER_C))("acme#t1");
    await process(world.all(TIER_C))("acme#t1");
    expect(world.charged).to.have.length(1);
    expect(world.stored("t1")).to.include({ status: "IN_DOUBT", alert: "in_doubt" });
  });

  it("keeps its claim after an unknown outcome where only a look-up can help", async () => {
    const world = await accepted();
    world.answers = [{ kind: "unknown", reason: "timeout" }];
    await process(world.all(TIER_B))("acme#t1");
    await process(world.all(TIER_B))("acme#t1");
    expect(world.charged).to.have.length(1);
    world.ports.advance(200_000);
    world.found = { kind: "approved", reference: "ref-9" };
    await process(world.all(TIER_B))("acme#t1");
    expect(world.charged, "the look-up found the first charge").to.have.length(1);
    expect(world.stored("t1")).to.include({ status: "SUCCEEDED", reference: "ref-9" });
  });

  it("charges after a look-up that proves that nothing happened", async () => {
    const world = await accepted();
    world.answers = [
      { kind: "unknown", reason: "timeout" },
      { kind: "approved", reference: "ref-2" },
    ];
    await process(world.all(TIER_B))("acme#t1");
    world.ports.advance(200_000);
    await process(world.all(TIER_B))("acme#t1");
    expect(world.stored("t1")).to.include({ status: "SUCCEEDED", reference: "ref-2" });
  });

  it("records although nobody could be told, and leaves the telling to the sweeper", async () => {
    const world = await accepted();
    world.failing.set("Publish", "InternalError");
    await process(world.all())("acme#t1");
    expect(world.stored("t1")).to.include({ status: "SUCCEEDED", alert: "processed" });
  });

  it("does not charge under a claim that ran out while it slept", async () => {
    const asleep = async (ms: number) => {
      const world = await accepted();
      const ports = world.all(TIER_C);
      let asked = 0;
      const hold = (neededMs: number) => {
        asked += 1;
        if (asked === 2) world.ports.advance(ms);
        return ports.authority.hold(neededMs);
      };
      await process({ ...ports, authority: { hold } })("acme#t1");
      return world;
    };
    const leaseMs = claimLeaseMs(TIER_C);
    const late = await asleep(leaseMs);
    expect(late.charged).to.deep.equal([]);
    expect(late.stored("t1")).to.include({ status: "PROCESSING", maybe: true });
    await process(late.all(TIER_C))("acme#t1");
    expect(late.stored("t1")?.status, "the next worker finds the doubt").to.equal("IN_DOUBT");
    const inTime = await asleep(leaseMs - 1);
    expect(inTime.charged).to.have.length(1);
  });
});
