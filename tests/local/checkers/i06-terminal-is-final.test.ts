import { expect } from "chai";
import type { PaymentRecord } from "../../../functions/core/payment-record";
import { changeOf, found, paymentOf, quietFacts, readingOf, storing } from "./quiet-facts";

const changed = (before: Partial<PaymentRecord>, after: Partial<PaymentRecord>) => {
  const change = changeOf({ before: paymentOf(before), after: paymentOf(after) });
  return found("I6", quietFacts({ changes: [change] }));
};

const shown = (change: Parameters<typeof readingOf>[0]) =>
  found("I6", quietFacts({ readings: [readingOf(change)] }));

describe("I6: history only moves forward", () => {
  it("lets a payment be accepted, claimed, released, doubted and finished", () => {
    expect(found("I6", quietFacts({ changes: [changeOf({ before: undefined })] }))).to.be.empty;
    expect(changed({ status: "PROCESSING", version: 2 }, { status: "ACCEPTED" })).to.be.empty;
    expect(changed({ status: "PROCESSING", version: 2 }, { status: "IN_DOUBT" })).to.be.empty;
    expect(changed({ status: "IN_DOUBT", version: 2 }, { status: "SUCCEEDED" })).to.be.empty;
  });

  it("notices that a payment was deleted", () => {
    const facts = quietFacts({ changes: [changeOf({ after: undefined })] });
    expect(found("I6", facts)[0]).to.contain("deleted");
  });

  it("notices that it became another payment", () => {
    expect(changed({}, { fingerprint: "print-1" })[0]).to.contain("another payment");
  });

  it("notices a version that goes back", () => {
    expect(changed({ version: 4 }, { version: 3 })[0]).to.contain("went back");
  });

  it("notices a doubt that disappears without a result", () => {
    expect(changed({ status: "IN_DOUBT" }, { status: "ACCEPTED" })[0]).to.contain("IN_DOUBT");
  });

  it("notices a result that is replaced, by a later state or by an equal one", () => {
    const declined = changed({ status: "SUCCEEDED" }, { status: "DECLINED" });
    expect(declined[0]).to.contain("was SUCCEEDED and became DECLINED");
    expect(changed({ status: "SUCCEEDED" }, { status: "PROCESSING" })).to.have.length(2);
    expect(changed({}, { reference: "ref-1" })[0]).to.contain("changed its processor reference");
  });

  it("notices an end that a client was shown and that is taken back", () => {
    expect(shown({ shown: "failed" })).to.have.length(1);
    expect(shown({ reference: "ref-1" })).to.have.length(1);
  });

  it("lets clients see states that pass, and payments that nobody knows", () => {
    expect(shown({ shown: "processing", reference: undefined })).to.be.empty;
    expect(shown({ key: "default#never", shown: undefined })).to.be.empty;
  });

  it("lets a client see an end that has no reference", () => {
    const readings = [readingOf({ shown: "failed", reference: undefined })];
    const facts = storing({ status: "FAILED", reference: undefined }, { readings });
    expect(found("I6", facts)).to.deep.equal([]);
  });
});
