import { expect } from "chai";
import { percentile, spreadOf } from "../../../local/drill/percentile";

describe("percentiles", () => {
  it("name a value that was measured", () => {
    const values = [5, 1, 4, 2, 3];
    expect(percentile(values, 50)).to.equal(3);
    expect(percentile(values, 99)).to.equal(5);
    expect(percentile(values, 20)).to.equal(1);
    expect(percentile([7], 1)).to.equal(7);
  });

  it("are missing, not zero, where nothing was measured", () => {
    expect(percentile([], 50)).to.equal(undefined);
    expect(spreadOf([])).to.deep.equal({ p50: null, p99: null, max: null });
  });
});
