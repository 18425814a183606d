import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { captureProgram } from "../local/program/run-in-process";
import { readStackSettings } from "../local/program/stack-settings";
import { Graph } from "../policy/graph";
import { PRICES, PRICES_AS_OF } from "./prices";
import { costTable } from "./pricing/cost-table";
import { estimate } from "./pricing/estimate";
import { ASSUMED, type Load } from "./pricing/load";
import { stackLoad } from "./pricing/stack-load";

const HELP = `Estimates what a stack costs in a month, from what it declares and a load.

  npm run cost -- --stack prod [options]

  --stack NAME         the stack to read: Pulumi.NAME.yaml
  --payments N         payments a month (default: load.monthlyPayments of the stack, or 1000000)
  --reads N            status and session reads beside each payment (default: load.readsPerPayment, or 2)
  --months N           months of payments that are kept (default: load.keptMonths of the stack, or 12)
  --moves N            failovers and failbacks in a month, drills included (default 2)
  --allowances         take off what AWS charges no account for; other stacks may use it up
  --config KEY=VALUE   change a setting for this estimate only
  --json FILE          also write the estimate as JSON
  --help               this text

Prices, their sources and how sure they are: scripts/prices.ts. What is not priced is listed.
`;

const ROOT = join(__dirname, "..");

/** `npm run cost`: an itemised monthly estimate of a stack. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      stack: { type: "string" },
      payments: { type: "string" },
      reads: { type: "string" },
      months: { type: "string" },
      moves: { type: "string" },
      allowances: { type: "boolean", default: false },
      config: { type: "string", multiple: true, default: [] },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (!values.stack) throw new Error("say which stack to estimate: --stack dev (or --help)");
  const settings = readStackSettings({
    folder: ROOT,
    stack: values.stack,
    overrides: values.config,
  });
  const load = stackLoad(settings, {
    ...amount("payments", "payments", values.payments),
    ...amount("reads", "readsPerPayment", values.reads),
    ...amount("months", "monthsKept", values.months),
    ...amount("moves", "movesPerMonth", values.moves),
  });
  const { nodes, errors } = await captureProgram({
    program: join(ROOT, "index.ts"),
    project: settings.project,
    stack: settings.stack,
    config: settings.config,
    secretKeys: settings.secretKeys,
  });
  if (errors.length > 0) throw new Error(errors.join("\n"));
  const result = estimate(new Graph(nodes), load, { allowances: values.allowances });
  process.stdout.write(`${costTable(`Stack ${values.stack}`, load, result)}\n`);
  if (values.json) {
    const document = { load, assumed: ASSUMED, asOf: PRICES_AS_OF, prices: PRICES, ...result };
    writeFileSync(resolve(values.json), `${JSON.stringify(document, undefined, 2)}\n`);
  }
  return 0;
}

function amount(option: string, field: keyof Load, text: string | undefined): Partial<Load> {
  if (text === undefined) return {};
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) {
    throw new Error(`--${option} is ${text}, not an amount`);
  }
  return { [field]: value };
}
