import { expect } from "chai";
import { stackLoad } from "../../scripts/pricing/stack-load";

const stack = (load: object = {}) => ({
  project: "payments-dr",
  config: { "payments-dr:load": JSON.stringify(load) },
});

describe("The load of an estimate", () => {
  it("is what the stack says of itself", () => {
    const declared = { monthlyPayments: 5, readsPerPayment: 0.3, keptMonths: 1 };
    expect(stackLoad(stack(declared))).to.include({
      payments: 5,
      readsPerPayment: 0.3,
      monthsKept: 1,
    });
  });

  it("is the default where the stack says nothing", () => {
    expect(stackLoad(stack())).to.deep.equal(stackLoad({ project: "payments-dr", config: {} }));
    expect(stackLoad(stack())).to.include({ payments: 1_000_000, monthsKept: 12 });
  });

  it("is what somebody asks for, nothing at all included", () => {
    const asked = { payments: 7, readsPerPayment: 0, monthsKept: 3, movesPerMonth: 0 };
    expect(stackLoad(stack({ readsPerPayment: 4 }), asked)).to.deep.equal(asked);
  });
});
