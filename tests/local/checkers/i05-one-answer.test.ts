import { expect } from "chai";
import { acknowledgementOf, found, quietFacts, STANDBY } from "./quiet-facts";

const answered = (...changes: Parameters<typeof acknowledgementOf>[0][]) =>
  found("I5", quietFacts({ acknowledgements: changes.map((one) => acknowledgementOf(one)) }));

describe("I5: all acknowledgements of one payment are equal", () => {
  it("lets the other region give the same answer, and both refuse another body", () => {
    const conflict = { status: 409, body: "conflict", fingerprint: "print-1" };
    expect(answered({}, { region: STANDBY, atMs: 70_000 }, conflict)).to.deep.equal([]);
  });

  it("does not compare different payments", () => {
    expect(answered({}, { key: "default#t1", body: "accepted t1" })).to.deep.equal([]);
  });

  it("notices two different answers", () => {
    expect(answered({}, { body: "accepted t0 in us-east-2" })[0]).to.contain("2 different answers");
  });

  it("notices that a second body was acknowledged", () => {
    expect(answered({}, { fingerprint: "print-1" })[0]).to.contain("2 requests");
  });
});
