import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { judge } from "../../../local/checkers/all-checkers";
import type { Checker } from "../../../local/checkers/facts";
import { quietFacts } from "./quiet-facts";

const FOLDER = join(__dirname, "../../../local/checkers");
const FILES = readdirSync(FOLDER).filter((file) => /^i\d\d-/.test(file));

/** A checker stands alone in a file that begins with its number. */
function checkerIn(file: string): Checker {
  const exported = Object.values(require(join(FOLDER, file)) as Record<string, Checker>);
  expect(exported, file).to.have.length(1);
  return exported[0] as Checker;
}

describe("the invariants", () => {
  it("find nothing wrong with a quiet day", () => {
    expect(judge(quietFacts())).to.deep.equal([]);
  });

  it("are numbered without a gap, but for the one that is judged by playing twice", () => {
    const numbers = FILES.map((file) => Number(file.slice(1, 3)));
    const expected = Array.from({ length: 18 }, (_, index) => index + 1).filter((n) => n !== 17);
    expect(numbers).to.deep.equal(expected);
  });

  for (const file of FILES) {
    const number = `I${Number(file.slice(1, 3))}`;

    it(`${number} says its number and what it promises, and has a test of its own`, () => {
      const { id, statement } = checkerIn(file);
      expect(id).to.equal(number);
      expect(statement).to.match(/^[a-z].*[^.]$/);
      expect(readdirSync(__dirname)).to.include(file.replace(".ts", ".test.ts"));
    });
  }
});
