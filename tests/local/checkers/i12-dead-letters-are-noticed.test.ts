import { expect } from "chai";
import { found, quietFacts } from "./quiet-facts";

const waiting = (count: number, alarmed: boolean) =>
  found("I12", quietFacts({ deadLetters: [{ queue: "hints-dlq", waiting: count, alarmed }] }));

describe("I12: dead letters raise an alarm", () => {
  it("lets them wait when an alarm went off, and queues be empty without one", () => {
    expect(waiting(2, true)).to.deep.equal([]);
    expect(waiting(0, false)).to.deep.equal([]);
  });

  it("notices a single one that nobody is told of", () => {
    expect(waiting(1, false)).to.deep.equal(["1 dead letters wait in hints-dlq and no alarm"]);
  });
});
