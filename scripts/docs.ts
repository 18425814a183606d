import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { captureProgram } from "../local/program/run-in-process";
import { readStackSettings } from "../local/program/stack-settings";
import { kindOf } from "../policy/graph";
import { inventory, type StackNodes } from "./documents/inventory";
import { requirementProblems } from "./documents/requirements";

const HELP = `Writes docs/inventory.md from what the stacks declare, and checks docs/requirements.md.

  npm run docs             write the inventory
  npm run docs -- --check  write nothing; exit code 1 when the inventory is not current
`;

const ROOT = join(__dirname, "..");
const INVENTORY = join(ROOT, "docs", "inventory.md");
const REQUIREMENTS = join(ROOT, "docs", "requirements.md");

/** The stacks that the documents are about. */
export const DOCUMENTED_STACKS = ["dev", "prod"] as const;

/** What is wrong with the documents, given what the stacks declare. */
export function documentProblems(stacks: readonly StackNodes[]): readonly string[] {
  const kinds = new Set(stacks.flatMap(({ nodes }) => nodes.map(kindOf)));
  const current = readFileSync(INVENTORY, "utf8") === inventory(ROOT, stacks);
  return [
    ...(current ? [] : ["docs/inventory.md is not current: run npm run docs"]),
    ...requirementProblems(ROOT, readFileSync(REQUIREMENTS, "utf8"), kinds).map(
      (problem) => `docs/requirements.md: ${problem}`,
    ),
  ];
}

/** `npm run docs`: the pages that are made of the program, and the check of the one that is written by hand. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      check: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stacks: StackNodes[] = [];
  for (const stack of DOCUMENTED_STACKS) stacks.push(await declaredBy(stack));
  if (!values.check) writeFileSync(INVENTORY, inventory(ROOT, stacks));
  const problems = documentProblems(stacks);
  for (const problem of problems) process.stderr.write(`- ${problem}\n`);
  return problems.length > 0 ? 1 : 0;
}

async function declaredBy(stack: string): Promise<StackNodes> {
  const settings = readStackSettings({ folder: ROOT, stack });
  const { nodes, errors } = await captureProgram({
    program: join(ROOT, "index.ts"),
    project: settings.project,
    stack,
    config: settings.config,
    secretKeys: settings.secretKeys,
  });
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return { stack, nodes };
}
