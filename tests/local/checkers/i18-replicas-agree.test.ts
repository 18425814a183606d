import { expect } from "chai";
import { found, KEY, quietFacts } from "./quiet-facts";

describe("I18: every region holds the same payments in the end", () => {
  it("is content when nothing differs", () => {
    expect(found("I18", quietFacts())).to.deep.equal([]);
  });

  it("names every payment that differs", () => {
    const divergedKeys = [KEY, "default#t1"];
    expect(found("I18", quietFacts({ divergedKeys }))).to.deep.equal([
      `${KEY} differs between the regions`,
      "default#t1 differs between the regions",
    ]);
  });
});
