import { expect } from "chai";
import type { PaymentStatus } from "../../../functions/core/payment-record";
import { found, KEY, storing } from "./quiet-facts";

const ENDS: readonly PaymentStatus[] = ["SUCCEEDED", "DECLINED", "FAILED", "CANCELLED", "IN_DOUBT"];

describe("I8: nothing stays stuck", () => {
  it("takes every end for one, and a doubt too", () => {
    for (const status of ENDS) expect(found("I8", storing({ status })), status).to.be.empty;
  });

  for (const status of ["ACCEPTED", "PROCESSING"] as const) {
    it(`notices a payment that is ${status} when everything is over`, () => {
      const [detail] = found("I8", storing({ status, attempt: 4 }));
      expect(detail).to.equal(`${KEY} is still ${status} after 4 attempts`);
    });
  }

  it("notices a finished payment that the sweeper will look at for ever", () => {
    expect(found("I8", storing({ dueMs: 90_000 }))[0]).to.contain("for ever");
    expect(found("I8", storing({ status: "IN_DOUBT", dueMs: 90_000 }))).to.have.length(1);
  });

  it("lets a payment be due that still has something to tell", () => {
    expect(found("I8", storing({ dueMs: 90_000, alert: "processed" }))).to.deep.equal([]);
  });
});
