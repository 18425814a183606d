import { expect } from "chai";
import fc from "fast-check";
import {
  REGION_NAME,
  STRONG_REGION_SETS,
  vantageOf,
  witnessOf,
} from "../../../components/config/regions-config";

const ALL = STRONG_REGION_SETS.flat();

describe("the witness", () => {
  it("is the third region of the set", () => {
    expect(witnessOf("us-east-1", "us-east-2")).to.equal("us-west-2");
    expect(witnessOf("us-east-1", "us-west-2")).to.equal("us-east-2");
    expect(witnessOf("ap-northeast-2", "ap-northeast-1")).to.equal("ap-northeast-3");
  });

  it("exists for every pair inside a set and for no other pair", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL), fc.constantFrom(...ALL), (one, other) => {
        fc.pre(one !== other);
        const set = STRONG_REGION_SETS.find((regions) => regions.includes(one)) ?? [];
        const witness = witnessOf(one, other);
        if (!set.includes(other)) return witness === undefined;
        return witness !== undefined && set.includes(witness) && ![one, other].includes(witness);
      }),
    );
  });
});

describe("the vantage region", () => {
  it("is never one of the two that it watches", () => {
    const any = fc.constantFrom(...ALL, "ap-southeast-2", "sa-east-1");
    fc.assert(fc.property(any, any, (one, other) => ![one, other].includes(vantageOf(one, other))));
  });
});

describe("region names", () => {
  it("are those of the commercial partition", () => {
    for (const region of ALL) expect(region).to.match(REGION_NAME.pattern);
    for (const region of ["cn-north-1", "us-gov-west-1", "useast1", "us-east-1a"]) {
      expect(region).not.to.match(REGION_NAME.pattern);
    }
  });
});
