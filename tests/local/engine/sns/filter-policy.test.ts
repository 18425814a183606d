import { expect } from "chai";
import { compileFilter } from "../../../../local/engine/sns/filter-policy";

const text = (StringValue: string) => ({ DataType: "String", StringValue });
const number = (value: number) => ({ DataType: "Number", StringValue: String(value) });
const list = (...values: unknown[]) => ({
  DataType: "String.Array",
  StringValue: JSON.stringify(values),
});

describe("filter policies on attributes", () => {
  for (const [policy, attributes, passes] of [
    [{ kind: ["refund"] }, { kind: text("refund") }, true],
    [{ kind: ["refund"] }, { kind: text("payment") }, false],
    [{ kind: ["refund"] }, {}, false],
    [{ kind: ["refund", "payment"] }, { kind: text("payment") }, true],
    [{ kind: ["refund"], tier: ["a"] }, { kind: text("refund") }, false],
    [{ kind: ["refund"], tier: ["a"] }, { kind: text("refund"), tier: text("a") }, true],
    [{ kind: [{ prefix: "re" }] }, { kind: text("refund") }, true],
    [{ kind: [{ prefix: "re" }] }, { kind: text("payment") }, false],
    [{ kind: [{ suffix: "nd" }] }, { kind: text("refund") }, true],
    [{ kind: [{ "equals-ignore-case": "REFUND" }] }, { kind: text("Refund") }, true],
    [{ kind: [{ "anything-but": "refund" }] }, { kind: text("payment") }, true],
    [{ kind: [{ "anything-but": "refund" }] }, { kind: text("refund") }, false],
    [{ kind: [{ "anything-but": ["refund", "void"] }] }, { kind: text("void") }, false],
    [{ kind: [{ "anything-but": "refund" }] }, {}, false],
    [{ kind: [{ "anything-but": { prefix: "re" } }] }, { kind: text("refund") }, false],
    [{ kind: [{ "anything-but": { prefix: "re" } }] }, { kind: text("payment") }, true],
    [{ amount: [100] }, { amount: number(100) }, true],
    [{ amount: ["100"] }, { amount: number(100) }, false],
    [{ amount: [{ numeric: [">", 0, "<=", 150] }] }, { amount: number(150) }, true],
    [{ amount: [{ numeric: [">", 0, "<=", 150] }] }, { amount: number(151) }, false],
    [{ amount: [{ numeric: ["=", 5] }] }, { amount: text("5") }, false],
    [{ amount: [{ "anything-but": [100] }] }, { amount: number(99) }, true],
    [{ kind: [{ exists: true }] }, { kind: text("x") }, true],
    [{ kind: [{ exists: true }] }, {}, false],
    [{ kind: [{ exists: false }] }, {}, true],
    [{ kind: [{ exists: false }] }, { kind: text("x") }, false],
    [{ kind: ["b"] }, { kind: list("a", "b") }, true],
    [{ kind: ["c"] }, { kind: list("a", "b") }, false],
    [{ $or: [{ kind: ["a"] }, { tier: ["b"] }] }, { tier: text("b") }, true],
    [{ $or: [{ kind: ["a"] }, { tier: ["b"] }] }, { tier: text("c") }, false],
  ] as const) {
    const given = JSON.stringify(attributes);
    it(`${JSON.stringify(policy)} ${passes ? "passes" : "stops"} ${given}`, () => {
      expect(compileFilter(policy, "MessageAttributes")("", attributes)).to.equal(passes);
    });
  }
});

describe("filter policies on the body", () => {
  for (const [policy, body, passes] of [
    [{ event: ["FAILED"] }, '{"event":"FAILED"}', true],
    [{ event: ["FAILED"] }, '{"event":"SUCCEEDED"}', false],
    [{ event: ["FAILED"] }, "no json", false],
    [{ payment: { currency: ["EUR"] } }, '{"payment":{"currency":"EUR"}}', true],
    [{ payment: { currency: ["EUR"] } }, '{"payment":{"currency":"USD"}}', false],
    [{ payment: { currency: ["EUR"] } }, "{}", false],
    [{ tags: ["late"] }, '{"tags":["late","retried"]}', true],
    [{ ok: [true] }, '{"ok":true}', true],
    [{ ok: [null] }, '{"ok":null}', true],
    [{ error: [{ exists: false }] }, "{}", true],
  ] as const) {
    it(`${JSON.stringify(policy)} ${passes ? "passes" : "stops"} ${body}`, () => {
      expect(compileFilter(policy, "MessageBody")(body, undefined)).to.equal(passes);
    });
  }
});

describe("filter policies that SNS refuses", () => {
  for (const policy of [
    "kind",
    [],
    { kind: "refund" },
    { kind: [] },
    { kind: { nested: ["only in bodies"] } },
    { kind: [{ like: "re" }] },
    { kind: [{ prefix: 5 }] },
    { kind: [{ exists: "yes" }] },
    { kind: [{ numeric: [">"] }] },
    { kind: [{ numeric: ["~", 5] }] },
    { kind: [{ prefix: "a", suffix: "b" }] },
    { kind: [{ "anything-but": [] }] },
    { kind: [{ "anything-but": { exists: true } }] },
    { $or: [{ kind: ["a"] }] },
  ]) {
    it(`${JSON.stringify(policy)}`, () => {
      expect(() => compileFilter(policy, "MessageAttributes")).to.throw(/FilterPolicy/);
    });
  }

  it("names operators that exist and are not modelled", () => {
    const policy = { ip: [{ cidr: "10.0.0.0/24" }] };
    expect(() => compileFilter(policy, "MessageAttributes")).to.throw(/not modelled.*cidr/);
  });
});
