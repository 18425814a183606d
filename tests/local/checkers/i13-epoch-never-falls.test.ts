import { expect } from "chai";
import { changeOf, found, paymentOf, quietFacts } from "./quiet-facts";

const epochs = (before: number, after: number) => {
  const change = changeOf({
    before: paymentOf({ epoch: before }),
    after: paymentOf({ epoch: after }),
  });
  return found("I13", quietFacts({ changes: [change] }));
};

describe("I13: a payment that a new epoch has touched is not claimed by an old one", () => {
  it("lets an epoch rise or stay", () => {
    expect(epochs(1, 2)).to.deep.equal([]);
    expect(epochs(2, 2)).to.deep.equal([]);
    expect(found("I13", quietFacts({ changes: [changeOf({ before: undefined })] }))).to.be.empty;
  });

  it("notices one that falls", () => {
    expect(epochs(2, 1)[0]).to.contain("from epoch 2 to 1");
  });
});
