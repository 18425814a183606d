import { expect } from "chai";
import type { Availability, FreshRequest } from "../../../local/checkers/facts";
import { found, quietFacts } from "./quiet-facts";

const at = (atMs: number, accepted = true): FreshRequest => ({
  askedMs: atMs - 100,
  atMs,
  accepted,
});

/** A region is lost for two minutes; fresh clients may wait for one. */
function lost(freshRequests: readonly FreshRequest[], change: Partial<Availability> = {}) {
  const availability = { freshRequests, fromMs: 10_000, untilMs: 130_000, allowedGapMs: 60_000 };
  return found("I14", quietFacts({ availability: { ...availability, ...change } }));
}

describe("I14: while one region is whole, a fresh client is accepted in time", () => {
  it("is content when somebody gets through in time, again and again", () => {
    expect(lost([at(70_000), at(130_000)])).to.deep.equal([]);
  });

  it("notices that nobody got through in time after the loss", () => {
    expect(lost([at(70_001), at(120_000)])[0]).to.contain("from 10000 to 70001 ms");
  });

  it("notices a second gap, and one that lasts to the end", () => {
    expect(lost([at(20_000), at(90_000)])[0]).to.contain("from 20000 to 90000");
    expect(lost([at(20_000), at(60_000)])[0]).to.contain("from 60000 to 130000");
  });

  it("does not take a refusal for an answer", () => {
    expect(lost([at(65_000, false), at(75_000)])).to.have.length(1);
    expect(lost([])).to.have.length(1);
  });

  it("promises nothing where nothing was measured", () => {
    expect(lost([], { allowedGapMs: 0 })).to.deep.equal([]);
  });
});
