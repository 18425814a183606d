import { expect } from "chai";
import { violationsOf } from "../../policy/rule";
import { RULES } from "../../policy/rules";
import { graphOf, WAYS, wayTitle } from "./stacks";

describe("Every rule of the house", () => {
  for (const [stack, preview] of WAYS) {
    it(`holds for ${wayTitle(stack, preview)}`, async () => {
      expect(violationsOf(RULES, await graphOf(stack, { preview }))).to.deep.equal([]);
    });
  }
});
