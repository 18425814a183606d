import { expect } from "chai";
import { acknowledgementOf, chargeOf, found, KEY, quietFacts } from "./quiet-facts";

const invalid = (status: number) =>
  acknowledgementOf({ fingerprint: "", amountMinor: "", status, body: "" });

/** One request that breaks the rules, and nothing that came of it. */
const refused = (status = 400) =>
  quietFacts({ acknowledgements: [invalid(status)], payments: new Map(), charges: [] });

describe("I4: a request that is not valid is never acknowledged and never charged", () => {
  it("is content with a refusal, or with no answer from a region without its store", () => {
    expect(found("I4", refused())).to.deep.equal([]);
    expect(found("I4", refused(503))).to.deep.equal([]);
  });

  it("notices an acknowledgement", () => {
    expect(found("I4", refused(202))[0]).to.contain("was acknowledged");
  });

  it("notices a charge", () => {
    expect(found("I4", { ...refused(), charges: [chargeOf()] })).to.deep.equal([
      `${KEY} was charged`,
    ]);
  });

  it("notices that it was stored", () => {
    const { payments } = quietFacts();
    expect(found("I4", { ...refused(), payments })).to.deep.equal([`${KEY} was stored`]);
  });

  it("notices an answer that admits a mistake of ours", () => {
    expect(found("I4", refused(500))[0]).to.contain("500");
  });

  it("lets a valid request have what an invalid one of the same name was refused", () => {
    const facts = quietFacts({ acknowledgements: [invalid(400), acknowledgementOf()] });
    expect(found("I4", facts)).to.deep.equal([]);
  });
});
