import { expect } from "chai";
import fc from "fast-check";
import { cidrBounds, cidrsOverlap } from "../../../components/region/cidr";

const cidr = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.integer({ min: 16, max: 24 }))
  .map(([a, b, c, prefix]) => `${a}.${b}.${c}.0/${prefix}`);

describe("address ranges", () => {
  it("begin and end where their prefix says", () => {
    const first = 10 * 2 ** 24 + 20 * 2 ** 16;
    expect(cidrBounds("10.20.0.0/16")).to.deep.equal({ first, last: first + 65_535 });
    expect(cidrBounds("10.20.200.7/16").first).to.equal(first);
  });

  it("overlap when one holds the other, in either order", () => {
    expect(cidrsOverlap("10.10.0.0/16", "10.10.4.0/22")).to.equal(true);
    expect(cidrsOverlap("10.10.4.0/22", "10.10.0.0/16")).to.equal(true);
    expect(cidrsOverlap("10.10.0.0/16", "10.11.0.0/16")).to.equal(false);
  });

  it("overlap exactly when one of them holds the other's first address", () => {
    fc.assert(
      fc.property(cidr, cidr, (left, right) => {
        const a = cidrBounds(left);
        const b = cidrBounds(right);
        const holds =
          (b.first >= a.first && b.first <= a.last) || (a.first >= b.first && a.first <= b.last);
        return cidrsOverlap(left, right) === holds;
      }),
    );
  });
});
