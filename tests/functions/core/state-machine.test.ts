import { expect } from "chai";
import { stateMachineFrom } from "../../../functions/core/state-machine";

const machine = {
  QueryLanguage: "JSONata",
  StartAt: "Only",
  States: { Only: { Type: "Succeed" } },
};

describe("A state machine that is read back", () => {
  it("is what was written", () => {
    expect(stateMachineFrom(JSON.stringify(machine))).to.deep.equal(machine);
  });

  it("is refused in another language, without states, or when it starts nowhere", () => {
    for (const changes of [
      { QueryLanguage: "JSONPath" },
      { States: undefined },
      { StartAt: "x" },
    ]) {
      const text = JSON.stringify({ ...machine, ...changes });
      expect(() => stateMachineFrom(text), text).to.throw("no state machine");
    }
  });
});
