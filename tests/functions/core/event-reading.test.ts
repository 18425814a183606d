import { expect } from "chai";
import { readEvent, readEvents } from "../../../functions/core/event-reading";
import { paymentEventOf } from "../payment-events";

describe("a message of the events topic", () => {
  it("is read as it was written", () => {
    for (const kind of ["processed", "declined", "failed", "in_doubt"] as const) {
      const event = paymentEventOf({ kind, reason: "because" });
      expect(readEvent(JSON.stringify(event))).to.deep.equal(event);
    }
  });

  it("may lack a reference only when no money moved", () => {
    const { reference: _reference, ...bare } = paymentEventOf();
    expect(readEvent(JSON.stringify({ ...bare, kind: "failed" }))).to.not.equal(undefined);
    expect(readEvent(JSON.stringify(bare))).to.equal(undefined);
  });

  const damages: [string, object][] = [
    ["another kind", { kind: "refunded" }],
    ["no kind", { kind: undefined }],
    ["a tenant that reaches into other keys", { tenant: "shop#x" }],
    ["no identifier", { transaction_id: "" }],
    ["an identifier with a line break at its end", { transaction_id: "t-1\n" }],
    ["an amount of zero", { amount_minor: "0" }],
    ["a negative amount", { amount_minor: "-1" }],
    ["an amount with a fraction", { amount_minor: "1.5" }],
    ["an amount beyond 64 bits", { amount_minor: "9".repeat(19) }],
    ["an amount that is a number", { amount_minor: 100 }],
    ["a currency in small letters", { currency: "usd" }],
    ["a control character", { customer: "a\u0000b" }],
    ["an endless text", { reason: "x".repeat(257) }],
    ["a time in seconds", { accepted_at: 1_893_553_445 }],
    ["a time as text", { accepted_at: "1893553445000" }],
    ["a reference that is no text", { reference: 7 }],
  ];
  for (const [title, change] of damages) {
    it(`is refused with ${title}`, () => {
      expect(readEvent(JSON.stringify({ ...paymentEventOf(), ...change }))).to.equal(undefined);
    });
  }

  it("is refused when it is no JSON object", () => {
    for (const body of ["", "{", "null", "7", '"text"'])
      expect(readEvent(body)).to.equal(undefined);
  });

  it("does not stop the others of its batch", () => {
    const good = { messageId: "m-1", body: JSON.stringify(paymentEventOf()) };
    const batch = readEvents([{ messageId: "m-0", body: "{" }, good]);
    expect(batch.unreadable).to.deep.equal(["m-0"]);
    expect(batch.events).to.deep.equal([{ messageId: "m-1", event: paymentEventOf() }]);
  });
});
