import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { RULES } from "../../policy/rules";

const FOLDERS = ["", "disaster-recovery", "deployment", "security"];

function textsIn(folder: string, ending: string): string {
  return FOLDERS.flatMap((name) =>
    readdirSync(join(__dirname, "..", "..", folder, name), { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")),
  ).join("\n");
}

describe("The list of rules", () => {
  const tests = textsIn("tests/policy", ".test.ts");
  const exported = textsIn("policy", ".ts").match(/^export const \w+: Rule = /gm) ?? [];

  it("holds every rule that a file exports, once", () => {
    expect(RULES).to.have.length(exported.length);
    expect(new Set(RULES.map(({ name }) => name)).size).to.equal(RULES.length);
  });

  for (const { name, description } of RULES) {
    it(`${name} is called as it is exported, says what holds, and has its cases`, () => {
      const symbol = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      expect(exported).to.include(`export const ${symbol}: Rule = `);
      expect(description).to.match(/^[A-Z\d].{20,}[^.]$/);
      const cases = new RegExp(`ruleCases\\(\\s*${symbol}\\b`);
      expect(tests).to.match(cases);
    });
  }
});
