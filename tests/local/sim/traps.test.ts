import crypto from "node:crypto";
import { expect } from "chai";
import { setTraps } from "../../../local/sim/traps";

/** Everything through which a machine could leak into a disaster. */
const LEAKS: Readonly<Record<string, () => unknown>> = {
  "Date.now": () => Date.now(),
  "Date()": () => Date(),
  "Math.random": () => Math.random(),
  setTimeout: () => setTimeout(() => undefined, 1),
  setInterval: () => setInterval(() => undefined, 1),
  fetch: () => fetch("http://127.0.0.1:9"),
  "performance.now": () => performance.now(),
  "crypto.randomBytes": () => crypto.randomBytes(1),
  "crypto.randomInt": () => crypto.randomInt(2),
  "crypto.randomUUID": () => crypto.randomUUID(),
};

/** What an action throws while the traps are set; "" when it throws nothing. */
function caught(action: () => unknown): string {
  const undo = setTraps();
  try {
    action();
    return "";
  } catch (error) {
    return (error as Error).message;
  } finally {
    undo();
  }
}

describe("the traps of a simulation", () => {
  for (const [name, leak] of Object.entries(LEAKS)) {
    it(`catch ${name}`, () => {
      expect(caught(leak)).to.contain(name).and.to.contain("ports only");
    });
  }

  it("let the calendar stand still, and known moments be computed", () => {
    const undo = setTraps();
    const [first, second, known] = [new Date(), new Date(), new Date(1_000)];
    undo();
    expect(first.getTime()).to.equal(second.getTime());
    expect(first.getTime()).to.be.below(Date.UTC(2001, 0, 1));
    expect(known.toISOString()).to.equal("1970-01-01T00:00:01.000Z");
  });

  it("are gone afterwards", () => {
    const before = { Date, fetch, setInterval, setTimeout, random: Math.random };
    const limit = Error.stackTraceLimit;
    setTraps()();
    expect({ Date, fetch, setInterval, setTimeout, random: Math.random }).to.deep.equal(before);
    expect(Error.stackTraceLimit).to.equal(limit);
    expect(Math.random()).to.be.below(1);
    expect(crypto.randomUUID()).to.have.length(36);
  });
});
