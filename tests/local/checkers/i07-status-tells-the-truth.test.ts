import { expect } from "chai";
import type { PaymentStatus } from "../../../functions/core/payment-record";
import { chargeOf, found, quietFacts, storing } from "./quiet-facts";

const WITHOUT_EFFECT: readonly PaymentStatus[] = ["DECLINED", "FAILED", "CANCELLED"];

describe("I7: what is said about the money is what happened to it", () => {
  it("notices a success that the processor does not know", () => {
    expect(found("I7", quietFacts({ charges: [] }))).to.have.length(1);
  });

  it("notices a success under another reference", () => {
    const charges = [chargeOf({ reference: "ref-9" })];
    expect(found("I7", quietFacts({ charges }))[0]).to.contain("ref-0");
  });

  for (const status of WITHOUT_EFFECT) {
    it(`notices that a payment is ${status} and was charged`, () => {
      expect(found("I7", storing({ status }))[0]).to.contain(status);
      expect(found("I7", storing({ status }, { charges: [] }))).to.deep.equal([]);
    });
  }

  it("says nothing about a payment in doubt, charged or not", () => {
    expect(found("I7", storing({ status: "IN_DOUBT" }))).to.deep.equal([]);
    expect(found("I7", storing({ status: "IN_DOUBT" }, { charges: [] }))).to.deep.equal([]);
  });
});
