import { expect } from "chai";
import type { Item } from "../../functions/core/payment-record";
import { NO_ANSWER } from "../../functions/core/processing";
import type { PaymentLimits } from "../../functions/core/settings";
import type { WorkflowInput } from "../../functions/core/workflow";
import { verify } from "../../functions/verify";
import { FAILOVER } from "./core/failover-scene";
import { FailoverWorld, PRIMARY, SECONDARY, WITNESS } from "./failover-world";
import { scriptedRemote, serviceError } from "./recording-ports";

const INPUT: WorkflowInput = { ...FAILOVER, epoch: 1 };
const limits: PaymentLimits = { currencies: ["USD"], below: "100000.00", alertAbove: "10000.00" };

/** A region whose processing brings a hinted payment to a state after a while. */
function region(state: string | undefined, afterMs: number, why?: string) {
  const world = new FailoverWorld();
  world.setDark(PRIMARY);
  const reason: Item = why === undefined ? {} : { why: { S: why } };
  const ports = world.ports(SECONDARY);
  const sqs = scriptedRemote((_operation, { MessageBody }) => {
    if (state === undefined) return {};
    world.timeline.after(afterMs, () => {
      const item = world.transaction(MessageBody);
      if (item) world.put("transactions", { ...item, st: { S: state }, ...reason });
    });
    return {};
  });
  const run = (change: object = {}) =>
    world.finish(verify({ ...ports, sqs, queueUrl: "queue", limits, ...change })({ input: INPUT }));
  return { world, ports, sqs, run };
}

const nameOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe("verify", () => {
  it("sees a synthetic payment through: accepted, hinted, processed", async () => {
    const { world, sqs, run } = region("SUCCEEDED", 2_000);
    const { verified, transactionId } = await run();
    expect(verified).to.equal(true);
    const item = world.transaction(`synthetic#${transactionId}`);
    expect(item).to.deep.include({ amount: { N: "1" }, home: { S: SECONDARY } });
    expect(sqs.calls.map(({ input }) => input)).to.deep.equal([
      { QueueUrl: "queue", MessageBody: `synthetic#${transactionId}` },
    ]);
  });

  it("finds its own payment when it is repeated", async () => {
    const { run, sqs } = region("SUCCEEDED", 500);
    const first = await run();
    expect(await run()).to.deep.equal(first);
    expect(sqs.calls).to.have.length(2);
  });

  it("does without the hint: the sweep finds the payment too", async () => {
    const { world, run } = region(undefined, 0);
    const sqs = scriptedRemote((_operation, { MessageBody }) => {
      world.timeline.after(5_000, () => {
        const item = world.transaction(MessageBody) ?? {};
        world.put("transactions", { ...item, st: { S: "SUCCEEDED" } });
      });
      throw serviceError("QueueDoesNotExist");
    });
    expect(await run({ sqs })).to.include({ verified: true });
  });

  it("takes any definite answer of the processor, and tells which it was", async () => {
    for (const [state, why, processor] of [
      ["SUCCEEDED", "", "approved"],
      ["DECLINED", "insufficient funds", "declined"],
      ["FAILED", "processor answered 400", "rejected"],
    ] as const) {
      const verification = await region(state, 500, why).run();
      expect(verification).to.include({ verified: true, processor });
    }
  });

  it("takes no payment that ended without the processor's word", async () => {
    for (const [state, why] of [
      ["FAILED", NO_ANSWER],
      ["FAILED", undefined],
      ["CANCELLED", undefined],
    ] as const) {
      const said = await nameOf(region(state, 500, why).run());
      expect(said).to.match(new RegExp(`VerificationFailed.*${state}`));
    }
  });

  it("throws when the payment does not come through in time, inside its function's deadline", async () => {
    const { world, run } = region(undefined, 0);
    const beganMs = world.clock.monoMs();
    expect(await nameOf(run())).to.match(/VerificationFailed.*still ACCEPTED/);
    expect(world.clock.monoMs() - beganMs).to.be.within(10_000, 18_000);
    expect(await nameOf(region("IN_DOUBT", 500).run())).to.match(/still IN_DOUBT/);
  });

  it("throws when the payment has disappeared", async () => {
    const { ports, run } = region(undefined, 0);
    const dynamo: typeof ports.dynamo = {
      async send(operation, input) {
        const output = await ports.dynamo.send(operation, input);
        return (JSON.stringify(input).includes("synthetic#") ? {} : output) as never;
      },
    };
    expect(await nameOf(run({ dynamo }))).to.match(/still missing/);
  });

  it("throws when the region's public name does not answer", async () => {
    const { world, run } = region("SUCCEEDED", 500);
    world.cut(SECONDARY, WITNESS);
    expect(await nameOf(run())).to.match(/VerificationFailed: \/health is bad \(503\)/);
    const http = { request: () => Promise.reject(serviceError("Timeout")) };
    expect(await nameOf(run({ http }))).to.match(/\/health is bad \(no answer\)/);
  });

  it("throws when the synthetic payment meets another one under its name", async () => {
    const { world, run } = region("SUCCEEDED", 500);
    const { transactionId } = await run();
    const key = `synthetic#${transactionId}`;
    world.put("transactions", { ...world.transaction(key), fp: { S: "other" } });
    expect(await nameOf(run())).to.match(/met another one/);
  });
});
