import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { DOCUMENTED_STACKS, documentProblems } from "../../scripts/docs";
import { requirementProblems } from "../../scripts/documents/requirements";
import { stackOf } from "./stacks";

const ROOT = join(__dirname, "..", "..");

describe("The documents that are made of the program", () => {
  it("are current and name nothing that does not exist", async () => {
    const stacks = await Promise.all(
      DOCUMENTED_STACKS.map(async (stack) => ({ stack, nodes: (await stackOf(stack)).nodes })),
    );
    expect(documentProblems(stacks)).to.deep.equal([]);
  });

  it("would not be current after a resource was added", async () => {
    const { nodes } = await stackOf("dev");
    const stacks = [
      { stack: "dev", nodes: nodes.slice(1) },
      { stack: "prod", nodes: (await stackOf("prod")).nodes },
    ];
    expect(documentProblems(stacks).join()).to.contain("docs/inventory.md is not current");
  });
});

describe("The check of the requirements", () => {
  const page = readFileSync(join(ROOT, "docs", "requirements.md"), "utf8");
  const kinds = new Set(["dynamodb.Table"]);
  const problems = (text: string) => requirementProblems(ROOT, text, kinds).join("\n");
  const row = (id: string, declared: string, proved: string) =>
    `${page}\n| ${id} | something | ${declared} | ${proved} |`;
  const TEST = "`tests/program/requirements.test.ts`";

  for (const [what, text, says] of [
    ["a missing row", page.replace(/^\| A3 .*$/m, ""), "A3 has no row"],
    ["a doubled row", row("A3", "`index.ts`", TEST), "A3 has two rows"],
    ["a row for nothing", row("A9", "`index.ts`", TEST), "A9 is no requirement"],
    ["a file that is not there", row("A9", "`components/x.ts`", TEST), "names components/x.ts"],
    ["a test that is not there", row("A9", "`index.ts`", "`tests/x.test.ts`"), "tests/x.test.ts"],
    ["a row without a place", row("A9", "somewhere", TEST), "A9 names no place"],
    ["a row without a test", row("A9", "`index.ts`", "trust"), "A9 names no test"],
    ["a promise to test later", row("A9", "`index.ts`", "no test yet"), "A9 names no test"],
    ["an undeclared resource", row("A9", "`sqs.Topic`", TEST), "A9 names sqs.Topic"],
  ] as const) {
    it(`finds ${what}`, () => {
      expect(problems(text)).to.contain(says);
    });
  }
});
