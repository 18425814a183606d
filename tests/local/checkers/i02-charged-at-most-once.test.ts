import { expect } from "chai";
import { chargeOf, found, KEY, quietFacts } from "./quiet-facts";

describe("I2: no payment has more than one effect at the processor", () => {
  it("lets every payment have one effect", () => {
    const charges = [chargeOf(), chargeOf({ key: "default#t1", reference: "ref-1" })];
    expect(found("I2", quietFacts({ charges }))).to.deep.equal([]);
  });

  it("notices a second one, however far apart and under whichever reference", () => {
    const charges = [chargeOf(), chargeOf({ reference: "ref-9", atMs: 900_000 })];
    const [detail] = found("I2", quietFacts({ charges }));
    expect(detail).to.contain(KEY).and.to.contain("2 times").and.to.contain("900000");
  });
});
