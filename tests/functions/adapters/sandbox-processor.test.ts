import { expect } from "chai";
import { sandboxProcessor } from "../../../functions/adapters/sandbox-processor";
import type { ChargeOrder } from "../../../functions/core/processor";
import type { ProcessorSettings } from "../../../functions/core/settings";

const settings: ProcessorSettings = {
  kind: "sandbox",
  idempotencyKey: true,
  keyRetentionSeconds: 86_400,
  lookup: false,
  timeoutMs: 8_000,
  maxInFlightMs: 30_000,
};

function order(method: string, changes: Partial<ChargeOrder> = {}): ChargeOrder {
  return {
    key: "default#t-1",
    amountMinor: "100",
    currency: "USD",
    customer: "c",
    method,
    ...changes,
  };
}

function sandbox() {
  const slept: number[] = [];
  const processor = sandboxProcessor(settings, { sleep: async (ms) => void slept.push(ms) });
  return { processor, slept };
}

describe("the sandbox processor", () => {
  it("gives the same order the same reference after any restart, and another order another one", async () => {
    const [first, second, other] = await Promise.all([
      sandbox().processor.charge(order("tok")),
      sandbox().processor.charge(order("tok")),
      sandbox().processor.charge(order("tok", { amountMinor: "101" })),
    ]);
    expect(first).to.have.property("kind", "approved");
    expect(first).to.deep.equal(second);
    expect(first).not.to.deep.equal(other);
  });

  const behaviours: [string, string, string][] = [
    ["sandbox-decline", "declined", "declined"],
    ["sandbox-timeout", "unknown", "unknown"],
    ["sandbox-late", "unknown", "approved"],
    ["sandbox-twice", "unknown", "approved"],
    ["sandbox-busy", "refused", "approved"],
    ["sandbox-down", "refused", "refused"],
    ["sandbox-reject", "rejected", "rejected"],
    ["sandbox-mismatch", "mismatch", "mismatch"],
    ["sandbox-decline-visa", "declined", "declined"],
    ["sandbox-declined", "approved", "approved"],
    ["tok-sandbox-decline", "approved", "approved"],
  ];
  for (const [method, first, again] of behaviours) {
    it(`answers ${first}, then ${again}, to ${method}`, async () => {
      const { processor } = sandbox();
      expect((await processor.charge(order(method))).kind).to.equal(first);
      expect((await processor.charge(order(method))).kind).to.equal(again);
    });
  }

  it("withholds an answer for exactly the deadline", async () => {
    const { processor, slept } = sandbox();
    await processor.charge(order("sandbox-timeout"));
    expect(slept).to.deep.equal([settings.timeoutMs]);
  });

  it("never claims to know what became of a key", async () => {
    const { processor } = sandbox();
    await processor.charge(order("tok"));
    expect((await processor.lookup("default#t-1")).kind).to.equal("unknown");
  });
});
