import { expect } from "chai";
import { archiveObjects } from "../../../functions/core/archive-object";
import { paymentEventOf } from "../payment-events";

describe("an archive object", () => {
  it("leaves out what an event does not say", () => {
    const { reference: _reference, ...bare } = paymentEventOf({ kind: "failed" });
    const [object] = archiveObjects([bare]);
    expect(JSON.parse(object?.text ?? "")).not.to.have.any.keys("reference", "reason");
  });

  it("writes a receipt of an unknown currency in whole units", () => {
    const objects = archiveObjects([paymentEventOf({ currency: "XXX" })]);
    const receipt = objects.find(({ key }) => key.startsWith("receipts/"));
    expect(JSON.parse(receipt?.text ?? "").amount).to.equal("12345");
  });

  it("does not exist for no events", () => {
    expect(archiveObjects([])).to.deep.equal([]);
  });
});
