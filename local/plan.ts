import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { declaredBudget, type FailoverBudget } from "./program/budget-reader";
import { checkInputs } from "./program/input-check";
import { planDocument } from "./program/plan-json";
import { budgetLines, planTree } from "./program/plan-tree";
import { problemsOf } from "./program/program-problems";
import type { Capture } from "./program/resource-node";
import { type CliRun, runAsCli } from "./program/run-as-cli";
import { readStackSettings, SettingsProblem, type StackSettings } from "./program/stack-settings";

const HELP = `Shows what a stack would create, without AWS and without the Pulumi CLI.

  npm run plan -- --stack dev [options]

  --stack NAME         the stack to read: Pulumi.NAME.yaml
  --config KEY=VALUE   change a setting for this plan only; a.b=VALUE reaches into an object
  --json FILE          also write the plan as JSON
  --preview            as \`pulumi preview\`: what AWS decides at creation stays unknown
  --folder DIR         the project to read (default: this repository)
  --help               this text

Exit code 0 when the stack could be deployed, 1 when anything refuses it, with every problem listed.
`;

/** `npm run plan`: runs the program as the CLI would and prints the resulting resource graph. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      stack: { type: "string" },
      config: { type: "string", multiple: true, default: [] },
      json: { type: "string" },
      preview: { type: "boolean", default: false },
      folder: { type: "string", default: join(__dirname, "..") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (!values.stack) throw new Error("say which stack to plan: --stack dev (or --help)");
  let settings: StackSettings;
  try {
    settings = readStackSettings({
      folder: resolve(values.folder),
      stack: values.stack,
      overrides: values.config,
    });
  } catch (error) {
    if (!(error instanceof SettingsProblem)) throw error;
    return refuse(values.stack, error.problems, []);
  }
  const run = await runAsCli(settings, values.preview);
  const { refusals, errors } = problemsOf(run.capture.errors);
  const wrongInputs = checkInputs(run.capture.nodes);
  if (run.exitCode !== 0 || refusals.length + errors.length + wrongInputs.length > 0) {
    const problems = [...refusals, ...wrongInputs];
    return refuse(values.stack, problems, errors.length > 0 ? errors : unexplained(run, problems));
  }
  const budget = declaredBudget(run.capture.outputs);
  print(settings, run.capture, budget, values.preview);
  if (values.json) {
    const document = planDocument(run.capture, budget);
    writeFileSync(values.json, `${JSON.stringify(document, undefined, 2)}\n`);
  }
  return 0;
}

function print(
  settings: StackSettings,
  capture: Capture,
  budget: FailoverBudget | undefined,
  preview: boolean,
): void {
  const title = `${settings.project}, stack ${settings.stack}${preview ? " (preview)" : ""}`;
  const lines = [
    planTree(title, capture),
    ...capture.warnings.map((warning) => `warning: ${warning}`),
    "",
    ...budgetLines(budget),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function refuse(stack: string, problems: readonly string[], errors: readonly string[]): number {
  const lines = [
    ...(problems.length > 0 ? [`Stack ${stack} is refused:`] : []),
    ...problems.map((problem) => `- ${problem}`),
    ...(errors.length > 0 ? [`Stack ${stack} failed:`] : []),
    ...errors.map((error) => `- ${error}`),
    ...(errors.length > 0 && !process.env.DEBUG ? ["DEBUG=1 shows where."] : []),
  ];
  process.stderr.write(`${lines.join("\n")}\n`);
  return 1;
}

/** A runner that ends badly without naming a problem is shown with what it printed. */
function unexplained(run: CliRun, problems: readonly string[]): string[] {
  if (run.exitCode === 0 || problems.length > 0) return [];
  return [`the program ended with exit code ${run.exitCode}\n${run.printed.trim()}`];
}
