import { expect } from "chai";
import fc from "fast-check";
import { batchOf, type Posting, postingFor } from "../../../functions/core/ledger-posting";
import { paymentEventOf } from "../payment-events";

describe("a posting", () => {
  it("is made for money that moved, under a key that no other tenant has", () => {
    expect(postingFor(paymentEventOf())).to.deep.equal({
      transactionId: "shop#t-1",
      tenant: "shop",
      currency: "USD",
      amountMinor: "12345",
      customer: "c-1",
      reference: "r-1",
      acceptedMs: Date.UTC(2030, 0, 2, 3, 4, 5),
    });
  });

  it("is not made for anything else", () => {
    for (const kind of ["declined", "failed", "in_doubt"] as const) {
      expect(postingFor(paymentEventOf({ kind }))).to.equal(undefined);
    }
    const { reference: _reference, ...bare } = paymentEventOf();
    expect(postingFor(bare)).to.equal(undefined);
  });
});

describe("a batch of postings", () => {
  const some: fc.Arbitrary<Posting> = fc.record({
    transactionId: fc.constantFrom("a#1", "a#2", "b#1", "b#2", "c#1"),
    tenant: fc.constantFrom("a", "b"),
    currency: fc.constant("USD"),
    amountMinor: fc.constantFrom("1", "2"),
    customer: fc.constant("c"),
    reference: fc.constant("r"),
    acceptedMs: fc.constant(1),
  });

  it("holds each transaction once, in order, or names it as contradicting, but never loses one", () => {
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), (postings) => {
        const { postings: kept, contradicting } = batchOf(postings);
        const ids = kept.map(({ transactionId }) => transactionId);
        expect(ids).to.deep.equal([...new Set(ids)].sort());
        const all = new Set(postings.map(({ transactionId }) => transactionId));
        expect(new Set([...ids, ...contradicting])).to.deep.equal(all);
        expect(ids.filter((id) => contradicting.includes(id))).to.deep.equal([]);
        for (const id of all) {
          const texts = postings
            .filter((one) => one.transactionId === id)
            .map((one) => JSON.stringify(one));
          expect(contradicting.includes(id)).to.equal(new Set(texts).size > 1);
        }
      }),
    );
  });
});
