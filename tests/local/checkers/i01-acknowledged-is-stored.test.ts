import { expect } from "chai";
import { acknowledgementOf, found, KEY, quietFacts, readingOf } from "./quiet-facts";

const unknownTo = (change: Parameters<typeof readingOf>[0]) =>
  readingOf({ shown: undefined, reference: undefined, ...change });

describe("I1: every acknowledged payment is stored, and found by whoever asks", () => {
  it("does not care about requests that were refused", () => {
    const refused = acknowledgementOf({ key: "default#never", status: 409 });
    const facts = quietFacts({ acknowledgements: [acknowledgementOf(), refused] });
    expect(found("I1", facts)).to.deep.equal([]);
  });

  it("notices a payment that was acknowledged and is gone", () => {
    const [detail, ...more] = found("I1", quietFacts({ payments: new Map() }));
    expect(detail).to.contain(KEY).and.to.contain("gone");
    expect(more).to.deep.equal([]);
  });

  it("notices a region that does not know what was acknowledged before", () => {
    const facts = quietFacts({ readings: [unknownTo({ askedMs: 4_100 })] });
    expect(found("I1", facts)).to.have.length(1);
  });

  it("lets a region know nothing of what is acknowledged later, or refused", () => {
    const early = quietFacts({ readings: [unknownTo({ askedMs: 4_099 })] });
    expect(found("I1", early)).to.deep.equal([]);
    const refused = quietFacts({
      acknowledgements: [acknowledgementOf({ status: 503 })],
      readings: [unknownTo({})],
    });
    expect(found("I1", refused)).to.deep.equal([]);
  });

  it("promises nothing about other regions under eventual consistency", () => {
    const facts = quietFacts({ mode: "eventual", readings: [unknownTo({})] });
    expect(found("I1", facts)).to.deep.equal([]);
  });
});
