import { expect } from "chai";
import { minorDigits } from "../../../functions/core/currency";
import {
  type Item,
  isTerminal,
  paymentFrom,
  paymentKey,
  splitKey,
} from "../../../functions/core/payment-record";
import { acceptInput } from "../../../functions/core/transitions";

const stored: Item = acceptInput(
  {
    tenant: "acme",
    transactionId: "t1",
    amountMinor: 12_345n,
    currency: "USD",
    customer: "c",
    method: "m",
  },
  { table: "payments", region: "us-east-1", nowMs: 1_000 },
).Item;

describe("the stored payment", () => {
  it("reads back what acceptance wrote", () => {
    expect(paymentFrom(stored)).to.deep.include({
      key: "acme#t1",
      status: "ACCEPTED",
      version: 1,
      amountMinor: "12345",
      epoch: 0,
      maybe: false,
      owner: undefined,
      leaseMs: undefined,
      dueMs: 6_000,
    });
  });

  for (const name of ["st", "fp", "amount", "ver"]) {
    it(`is refused when it has no ${name}: guessing would be worse than stopping`, () => {
      const { [name]: _lost, ...damaged } = stored;
      expect(() => paymentFrom(damaged)).to.throw(`payment item has no ${name}`);
    });
  }

  it("is refused when newer code wrote it", () => {
    const newer = { ...stored, sv: { N: "2" } };
    expect(() => paymentFrom(newer)).to.throw("schema version 2, newer than this code");
  });

  it("knows after which states nothing more happens to the money", () => {
    const terminal = ["SUCCEEDED", "DECLINED", "FAILED", "CANCELLED"] as const;
    expect(terminal.every(isTerminal)).to.equal(true);
    expect((["ACCEPTED", "PROCESSING", "IN_DOUBT"] as const).some(isTerminal)).to.equal(false);
  });

  it("keeps tenant and identifier apart, whatever the identifier holds", () => {
    expect(splitKey(paymentKey("acme", "a#b"))).to.deep.equal({
      tenant: "acme",
      transactionId: "a#b",
    });
  });

  it("has a currency that the product knows", () => {
    expect(() => minorDigits("XXX")).to.throw("XXX is no currency that this product knows");
  });
});
