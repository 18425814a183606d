import { expect } from "chai";
import fc from "fast-check";
import { fingerprint } from "../../../functions/core/fingerprint";
import { acceptedBody } from "../../../functions/core/payment-reply";
import { limitMinor, paymentReader } from "../../../functions/core/payment-request";

const read = paymentReader({
  currencies: ["USD", "EUR", "JPY"],
  below: "100000.00",
  alertAbove: "10000.00",
});

const valid = {
  transaction_id: "txn-1",
  amount: "100.00",
  currency: "USD",
  customer_id: "cust-1",
  payment_method: "credit_card",
};

function problemsOf(body: unknown): string[] {
  const reading = read("acme", typeof body === "string" ? body : JSON.stringify(body));
  if (reading.ok) return [];
  return reading.problems.map(({ pointer, detail }) => `${pointer} ${detail}`);
}

function paymentOf(body: object) {
  const reading = read("acme", JSON.stringify(body));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.payment;
}

describe("payment request", () => {
  it("reads a valid request into its canonical form", () => {
    expect(paymentOf(valid)).to.deep.equal({
      tenant: "acme",
      transactionId: "txn-1",
      amountMinor: 10_000n,
      currency: "USD",
      customer: "cust-1",
      method: "credit_card",
    });
  });

  it("gives equal requests the same fingerprint and the same reply, however they were written", () => {
    const forms = ["100", "100.0", "100.00", 100, 100.0].map((amount) =>
      paymentOf({ ...valid, amount }),
    );
    expect(new Set(forms.map(fingerprint)).size).to.equal(1);
    expect(new Set(forms.map(acceptedBody)).size).to.equal(1);
  });

  it("gives requests that differ in any member different fingerprints", () => {
    const others = [
      { ...valid, transaction_id: "txn-2" },
      { ...valid, amount: "100.01" },
      { ...valid, currency: "EUR" },
      { ...valid, customer_id: "cust-2" },
      { ...valid, payment_method: "card_2" },
    ];
    const prints = [valid, ...others].map((body) => fingerprint(paymentOf(body)));
    expect(new Set(prints).size).to.equal(prints.length);
    const otherTenant = fingerprint({ ...paymentOf(valid), tenant: "other" });
    expect(prints).not.to.include(otherTenant);
  });

  it("answers with the amount in major units of the currency", () => {
    expect(acceptedBody(paymentOf({ ...valid, amount: "500", currency: "JPY" }))).to.equal(
      '{"transaction_id":"txn-1","status":"accepted","amount":"500","currency":"JPY",' +
        '"customer_id":"cust-1","payment_method":"credit_card"}',
    );
  });

  it("reports every problem at once", () => {
    const problems = problemsOf({ amount: "-1", currency: "XXX", customer_id: 7, extra: 1 });
    expect(problems.map((line) => line.split(" ")[0])).to.have.members([
      "/transaction_id",
      "/payment_method",
      "/amount",
      "/currency",
      "/customer_id",
      "",
    ]);
  });

  for (const [title, body] of [
    ["nothing", ""],
    ["no JSON", "{"],
    ["text that ends inside a string", '{"a'],
    ["an escape at the end", '{"a\\'],
    ["a broken escape in a key", '{"\\u12":1}'],
    ["an array", "[]"],
    ["null", "null"],
    ["a string", '"x"'],
    ["a number", "1"],
    ["a repeated key", '{"amount":"1","amount":"2"}'],
    ["a repeated key in disguise", '{"amount":"1","\\u0061mount":"2"}'],
    ["deep nesting", `${"[".repeat(50)}${"]".repeat(50)}`],
    ["a long body", JSON.stringify({ ...valid, customer_id: "x".repeat(9_000) })],
    ["a prototype", '{"__proto__":{"amount":"1"}}'],
    ["a control character", JSON.stringify({ ...valid, customer_id: "a\u0000b" })],
    ["a lone surrogate", '{"customer_id":"\\ud800"}'],
    ["a long identifier", JSON.stringify({ ...valid, transaction_id: "x".repeat(65) })],
    ["an empty identifier", JSON.stringify({ ...valid, transaction_id: "" })],
    ["markup", JSON.stringify({ ...valid, customer_id: "<script>" })],
    ["zero", JSON.stringify({ ...valid, amount: "0" })],
    ["a zero number", JSON.stringify({ ...valid, amount: 0 })],
    ["a negative number", JSON.stringify({ ...valid, amount: -5 })],
    ["the limit itself", JSON.stringify({ ...valid, amount: "100000.00" })],
    ["a huge number", '{"amount":1e400}'],
    ["too many fraction digits", JSON.stringify({ ...valid, amount: "1.001" })],
    ["a boolean amount", JSON.stringify({ ...valid, amount: true })],
    ["an unknown currency", JSON.stringify({ ...valid, currency: "usd" })],
    ["a card number", JSON.stringify({ ...valid, payment_method: "4111111111111111" })],
    ["a spaced card number", JSON.stringify({ ...valid, customer_id: "4111-1111-1111-1111" })],
  ] as const) {
    it(`refuses ${title}`, () => {
      expect(problemsOf(body)).not.to.deep.equal([]);
    });
  }

  it("never echoes what the client sent", () => {
    const problems = problemsOf({ "<script>": 1, customer_id: "<img>" }).join("\n");
    expect(problems).not.to.match(/<script>|<img>/);
  });

  it("names an amount's problem once", () => {
    const problems = problemsOf({ ...valid, amount: "-1" });
    expect(problems).to.have.length(1);
  });

  it("accepts the largest amount below the limit, and digits that are no card number", () => {
    expect(problemsOf({ ...valid, amount: "99999.99" })).to.deep.equal([]);
    expect(problemsOf({ ...valid, transaction_id: "1234567890123456" })).to.deep.equal([]);
    expect(problemsOf({ ...valid, transaction_id: "4".repeat(25) })).to.deep.equal([]);
  });

  it("applies a limit with fraction digits to a currency that has none", () => {
    expect(limitMinor("100000.00", 0)).to.equal(100_000n);
    expect(limitMinor("10.99", 0)).to.equal(10n);
    expect(() => limitMinor("much", 2)).to.throw("limit much is not a decimal number");
  });

  it("answers anything at all with problems or a payment, and never throws", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((v) => JSON.stringify(v)),
        ),
        (text) => {
          const reading = read("acme", text);
          expect(reading.ok || reading.problems.length > 0).to.equal(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
