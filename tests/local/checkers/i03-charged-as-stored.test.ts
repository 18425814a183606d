import { expect } from "chai";
import { acknowledgementOf, chargeOf, found, quietFacts, storing } from "./quiet-facts";

const charged = (change: Parameters<typeof chargeOf>[0]) =>
  found("I3", quietFacts({ charges: [chargeOf(change)] }));

describe("I3: a payment is stored before its effect, with the amount that was asked for", () => {
  it("notices an effect behind which nothing was stored", () => {
    expect(charged({ stored: undefined })[0]).to.contain("nothing was stored");
  });

  it("notices another amount or another currency than the stored one", () => {
    expect(charged({ amountMinor: "1001" })).to.have.length(1);
    expect(charged({ currency: "EUR" })).to.have.length(1);
  });

  it("notices a stored amount that no client asked for", () => {
    expect(found("I3", storing({ amountMinor: "999" }))).to.have.length(1);
  });

  it("compares with nothing but valid requests that were acknowledged", () => {
    for (const change of [{ status: 409 }, { fingerprint: "", amountMinor: "" }]) {
      const acknowledgements = [acknowledgementOf({ amountMinor: "1", ...change })];
      expect(found("I3", quietFacts({ acknowledgements }))).to.deep.equal([]);
    }
  });
});
