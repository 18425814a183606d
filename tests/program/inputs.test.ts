import { expect } from "chai";
import { checkInputs } from "../../local/program/input-check";
import { Archive, Asset } from "../../local/program/wire-values";
import { stackOf, WAYS, wayTitle } from "./stacks";

// What an Output or an object turns into when it is pasted into a text.
const PASTED = /undefined|\[object |Calling \[to|NaN|function \(|=> /;

for (const [stack, preview] of WAYS) {
  describe(`What ${wayTitle(stack, preview)} declares`, () => {
    it("runs without an error or a warning", async () => {
      const { errors, warnings } = await stackOf(stack, { preview });
      expect(errors).to.deep.equal([]);
      expect(warnings).to.deep.equal([]);
    });

    it("fits the installed typings: names, required values, types and enumerations", async () => {
      expect(checkInputs((await stackOf(stack, { preview })).nodes)).to.deep.equal([]);
    });

    it("contains no undefined and no pasted object", async () => {
      const { nodes, outputs } = await stackOf(stack, { preview });
      const found = nodes.flatMap(({ name, inputs }) =>
        textsIn(inputs).flatMap((text) => (PASTED.test(text) ? [`${name}: ${text}`] : [])),
      );
      expect(found).to.deep.equal([]);
      expect(textsIn(outputs).filter((text) => PASTED.test(text))).to.deep.equal([]);
    });
  });
}

/** Every key and text inside a value; the code of a function is none of them. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return value === undefined ? ["undefined"] : [];
  if (value instanceof Archive || value instanceof Asset) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]);
}
