import { expect } from "chai";
import fc from "fast-check";
import { sharedParameter } from "../../../functions/core/parameter-names";
import {
  isShared,
  parameterSync,
  type RegionalParameter,
} from "../../../functions/core/parameter-sync";

const at = (value: string, modifiedMs: number): RegionalParameter => ({
  value,
  modifiedMs,
  type: "String",
});

describe("synchronising a parameter", () => {
  it("copies what the other region lacks or has in an older version", () => {
    expect(parameterSync(at("a", 1), undefined)).to.equal("copy");
    expect(parameterSync(at("b", 2), at("a", 1))).to.equal("copy");
    expect(parameterSync({ ...at("a", 2), type: "SecureString" }, at("a", 1))).to.equal("copy");
  });

  it("stops at its own echo, and never overwrites a later change", () => {
    expect(parameterSync(at("a", 9), at("a", 1))).to.equal("same");
    expect(parameterSync(at("a", 1), at("b", 2))).to.equal("older");
  });

  it("converges and comes to rest after changes in both regions, in any order of events", () => {
    const change = fc.record({
      value: fc.constantFrom("a", "b", "c"),
      modifiedMs: fc.integer({ min: 0, max: 2 }),
      type: fc.constantFrom("String" as const, "SecureString" as const),
    });
    fc.assert(
      fc.property(change, change, fc.array(fc.boolean(), { maxLength: 20 }), (one, two, order) => {
        const stores: [RegionalParameter, RegionalParameter] = [one, two];
        const events = [0, 1];
        let nowMs = 10;
        for (let steps = 0; events.length > 0; steps++) {
          if (steps > 10) throw new Error("the regions copy to each other for ever");
          const picked = order[steps] ? events.length - 1 : 0;
          const own = events.splice(picked, 1)[0] as 0 | 1;
          const peer = own === 0 ? 1 : 0;
          if (parameterSync(stores[own], stores[peer]) !== "copy") continue;
          stores[peer] = { ...stores[own], modifiedMs: nowMs++ };
          events.push(peer);
        }
        expect([stores[0].value, stores[0].type]).to.deep.equal([stores[1].value, stores[1].type]);
      }),
    );
  });

  it("concerns only what lies below the shared path", () => {
    expect(isShared("/payments/dev/shared/flag", "/payments/dev/shared")).to.equal(true);
    expect(isShared("/payments/dev/shared/flag", "/payments/dev/shared/")).to.equal(true);
    expect(isShared("/payments/dev/shared-not/flag", "/payments/dev/shared")).to.equal(false);
    expect(isShared("/payments/dev/local/url", "/payments/dev/shared")).to.equal(false);
  });

  it("names what the workflow writes", () => {
    expect(sharedParameter("/p/shared/", "epoch")).to.equal("/p/shared/epoch");
    expect(sharedParameter("/p/shared", "active-region")).to.equal("/p/shared/active-region");
  });
});
