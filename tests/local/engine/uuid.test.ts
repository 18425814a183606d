import { expect } from "chai";
import { Random } from "../../../local/engine/random";
import { uuid } from "../../../local/engine/uuid";

describe("identifiers", () => {
  it("are version 4, different from each other and the same for the same seed", () => {
    const draw = () => {
      const random = new Random("identifiers");
      return Array.from({ length: 1000 }, () => uuid(random));
    };
    const ids = draw();
    for (const id of ids) {
      expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(new Set(ids).size).to.equal(1000);
    expect(draw()).to.deep.equal(ids);
  });
});
