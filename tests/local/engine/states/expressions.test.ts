import { expect } from "chai";
import jsonata from "jsonata";
import { fill } from "../../../../local/engine/states/expressions";

const STATES = {
  input: { order: { id: "t1", tags: ["a"], none: null, no: false, zero: 0, empty: "" }, list: [1] },
  result: {
    Payload: { many: [{ id: 1 }, { id: 2 }], one: [{ id: 3 }], nested: [[4]], nothing: {} },
  },
};
const VALUES = { states: STATES, order: STATES.input.order, list: [7], text: "words", now: 5 };

const PATHS = [
  "$states",
  "$states.input",
  " $states.input.order.id ",
  "$order.tags",
  "$order.none",
  "$order.none.further",
  "$order.no",
  "$order.zero",
  "$order.empty",
  "$order.missing",
  "$order.constructor",
  "$order.toString",
  "$list",
  "$text",
  "$text.length",
  "$missing",
  "$states.input.list.length",
  "$states.result.Payload.many.id",
  "$states.result.Payload.one.id",
  "$states.result.Payload.nested",
  "$states.result.Payload.nothing",
];

/** What the interpreter alone makes of an expression. */
async function interpreted(source: string): Promise<unknown> {
  const text = JSON.stringify(await jsonata(source).evaluate(undefined, VALUES));
  return text === undefined ? undefined : JSON.parse(text);
}

describe("the expressions of a state", () => {
  const functions = () => ({ now: () => "a function" });

  for (const source of PATHS) {
    it(`read the path ${source.trim()} as the interpreter does`, async () => {
      const read = await fill(`{%${source}%}`, { values: VALUES, functions }).catch(
        () => undefined,
      );
      expect(read).to.deep.equal(await interpreted(source));
    });
  }

  it("give away copies, not what they read", async () => {
    const read = await fill("{% $order %}", { values: VALUES, functions });
    expect(read).to.deep.equal(VALUES.order);
    expect(read).not.to.equal(VALUES.order);
  });

  it("see functions instead of variables of the same name", async () => {
    const scope = { values: VALUES, functions };
    expect(await fill("{% $now() %}", scope)).to.equal("a function");
    const failed = await fill("{% $now %}", scope).catch((error: unknown) => error);
    expect(failed).to.have.property("error", "States.QueryEvaluationError");
  });
});
