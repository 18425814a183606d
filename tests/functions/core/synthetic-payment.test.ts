import { expect } from "chai";
import { regionOf } from "../../../functions/core/arn";
import { TRANSACTION_ID_PATTERN } from "../../../functions/core/request-schema";
import { syntheticPayment } from "../../../functions/core/synthetic-payment";
import { FAILOVER, NOW_MS } from "./failover-scene";

const limits = { currencies: ["EUR", "USD"], below: "100000.00", alertAbove: "10000.00" };

describe("the synthetic payment", () => {
  it("is the smallest one, of its own tenant, in a configured currency", () => {
    const payment = syntheticPayment(FAILOVER, limits, NOW_MS);
    expect(payment).to.include({ tenant: "synthetic", amountMinor: 1n, currency: "EUR" });
    expect(payment.transactionId).to.match(new RegExp(TRANSACTION_ID_PATTERN));
  });

  it("is the same for a repeated try and another one later", () => {
    const id = (nowMs: number) => syntheticPayment(FAILOVER, limits, nowMs).transactionId;
    expect(id(NOW_MS + 59_999)).to.equal(id(NOW_MS));
    expect(id(NOW_MS + 60_000)).not.to.equal(id(NOW_MS));
  });

  it("cannot be made without a currency", () => {
    expect(() => syntheticPayment(FAILOVER, { ...limits, currencies: [] }, NOW_MS)).to.throw(
      "no currency",
    );
  });
});

describe("an ARN", () => {
  it("names its region", () => {
    expect(regionOf("arn:aws:lambda:us-west-2:1:function:probe:live")).to.equal("us-west-2");
    expect(() => regionOf("probe")).to.throw("names no region");
  });
});
