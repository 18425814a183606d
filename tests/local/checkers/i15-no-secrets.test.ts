import { expect } from "chai";
import { found, quietFacts } from "./quiet-facts";

const said = (...texts: string[]) => found("I15", quietFacts({ texts }));

describe("I15: no card number and no secret appears anywhere", () => {
  it("is content with texts that hold a part of it, or another number", () => {
    expect(said("card ending in 1111", "4111111111111112", "")).to.deep.equal([]);
  });

  it("notices it in the middle of any text", () => {
    expect(said("fine", 'refused {"payment_method":"4111111111111111"}')).to.have.length(1);
  });

  it("notices it with what people put between digits", () => {
    for (const text of ["4111 1111 1111 1111", "4111-1111-1111-1111", "4111.1111_1111:1111"]) {
      expect(said(text), text).to.have.length(1);
    }
  });

  it("does not repeat what it found", () => {
    expect(said("4111111111111111")[0]).not.to.contain("4111");
  });

  it("looks for what looks like a pattern literally", () => {
    const planted = ["s3cr.t(1"];
    expect(found("I15", quietFacts({ planted, texts: ["s3cret(1"] }))).to.deep.equal([]);
    expect(found("I15", quietFacts({ planted, texts: ["key s3cr.t(1"] }))).to.have.length(1);
  });
});
