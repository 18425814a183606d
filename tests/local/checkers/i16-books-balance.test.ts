import { expect } from "chai";
import { chargeOf, found, KEY, paymentOf, quietFacts, storing } from "./quiet-facts";

describe("I16: what the processor moved equals what succeeded", () => {
  it("notices a single minor unit", () => {
    const [detail] = found("I16", quietFacts({ charges: [chargeOf({ amountMinor: "1001" })] }));
    expect(detail).to.equal("USD differs by 1 minor units");
  });

  it("notices money that moved for nothing, and a success without money", () => {
    expect(found("I16", quietFacts({ payments: new Map() }))).to.have.length(1);
    expect(found("I16", quietFacts({ charges: [] }))[0]).to.contain("-1000");
  });

  it("does not let one currency make up for another", () => {
    const found16 = found("I16", quietFacts({ charges: [chargeOf({ currency: "EUR" })] }));
    expect(found16).to.have.members([
      "EUR differs by 1000 minor units",
      "USD differs by -1000 minor units",
    ]);
  });

  it("counts payments in doubt apart, whether or not money moved", () => {
    expect(found("I16", storing({ status: "IN_DOUBT" }))).to.deep.equal([]);
    expect(found("I16", storing({ status: "IN_DOUBT" }, { charges: [] }))).to.deep.equal([]);
  });

  it("adds up amounts that no floating point number holds", () => {
    const big = "9007199254740993";
    const payments = new Map([
      [KEY, paymentOf({ amountMinor: big })],
      ["default#t1", paymentOf({ key: "default#t1", amountMinor: "1" })],
    ]);
    const charges = [chargeOf({ amountMinor: big }), chargeOf({ key: "default#t1" })];
    expect(found("I16", quietFacts({ payments, charges }))[0]).to.contain("by 999 ");
  });
});
