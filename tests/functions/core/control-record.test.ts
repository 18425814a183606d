import { expect } from "chai";
import { controlRecordFrom } from "../../../functions/core/control-record";

const item = {
  pk: { S: "authority" },
  active: { S: "us-east-1" },
  epoch: { N: "3" },
  phase: { S: "STEADY" },
  changed: { N: "17" },
  by: { S: "operator" },
};

describe("the control item", () => {
  it("tells who is active, since when and by whom", () => {
    expect(controlRecordFrom(item)).to.deep.equal({
      active: "us-east-1",
      epoch: 3,
      phase: "STEADY",
      changedMs: 17,
      by: "operator",
    });
    expect(controlRecordFrom({ ...item, by: undefined })?.by).to.equal("");
  });

  it("is not believed when it is missing or damaged", () => {
    for (const damaged of [
      undefined,
      {},
      { ...item, active: undefined },
      { ...item, changed: undefined },
      { ...item, changed: { N: "yesterday" } },
      { ...item, epoch: { N: "three" } },
    ]) {
      expect(controlRecordFrom(damaged)).to.equal(undefined);
    }
  });
});
