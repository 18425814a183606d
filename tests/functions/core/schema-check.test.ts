import { expect } from "chai";
import { SESSION_REQUEST_SCHEMA } from "../../../functions/core/request-schema";
import { checkSchema } from "../../../functions/core/schema-check";

const check = (value: unknown) =>
  checkSchema(SESSION_REQUEST_SCHEMA, value).map(({ pointer }) => pointer);

const valid = { session_id: "s-1", customer_id: "c-1" };

describe("schema check", () => {
  it("accepts a valid value with and without its optional members", () => {
    expect(check(valid)).to.deep.equal([]);
    expect(check({ ...valid, transaction_id: "t-1", ttl_seconds: 60 })).to.deep.equal([]);
  });

  for (const [title, value, pointer] of [
    ["a fraction where an integer is wanted", { ...valid, ttl_seconds: 60.5 }, "/ttl_seconds"],
    ["a number below the minimum", { ...valid, ttl_seconds: 59 }, "/ttl_seconds"],
    ["a number above the maximum", { ...valid, ttl_seconds: 86_401 }, "/ttl_seconds"],
    ["null", null, ""],
    ["an inherited member", JSON.parse('{"session_id":"s","customer_id":"c","toString":1}'), ""],
  ] as const) {
    it(`refuses ${title}`, () => {
      expect(check(value)).to.deep.equal([pointer]);
    });
  }

  it("lets an open object have members that the schema does not name", () => {
    expect(checkSchema({ type: "object" }, { anything: 1 })).to.deep.equal([]);
  });

  it("takes an integer where a number is wanted", () => {
    expect(checkSchema({ type: "number", minimum: 1 }, 1)).to.deep.equal([]);
    expect(checkSchema({ type: "number" }, "1")).to.have.length(1);
  });
});
