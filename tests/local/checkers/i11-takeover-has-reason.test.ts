import { expect } from "chai";
import { found, quietFacts, takeoverOf } from "./quiet-facts";

const taken = (change: Parameters<typeof takeoverOf>[0]) =>
  found("I11", quietFacts({ takeovers: [takeoverOf(change)] }));

describe("I11: one liar moves nothing, nobody moves into a sick region or past the people", () => {
  it("lets a takeover happen on two signals, true or not", () => {
    expect(taken({})).to.deep.equal([]);
    expect(taken({ trulyBad: 1, liars: 1 })).to.deep.equal([]);
  });

  it("notices a takeover on a single signal", () => {
    expect(taken({ trulyBad: 1 })).to.have.length(1);
    expect(taken({ trulyBad: 0, liars: 1 })[0]).to.contain("0 true signals and 1 lies");
  });

  it("lets a person have any reason", () => {
    expect(taken({ automatic: false, trulyBad: 0 })).to.deep.equal([]);
  });

  it("notices a takeover into a sick region, whoever wanted it", () => {
    expect(taken({ targetHealthy: false })[0]).to.contain("not healthy");
    expect(taken({ targetHealthy: false, automatic: false })).to.have.length(1);
  });

  it("notices that too few people agreed", () => {
    expect(taken({ approval: { required: 2, given: 1 } })[0]).to.contain("1 of 2 approvals");
    expect(taken({ approval: { required: 2, given: 2 } })).to.deep.equal([]);
    expect(taken({ approval: { required: 0, given: 0 } })).to.deep.equal([]);
  });
});
