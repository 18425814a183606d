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

const HELP = `Estimates what a stack costs in a month, from what it declares and a load.

  npm run cost -- --stack prod [options]

  --stack NAME         the stack to read: Pulumi.NAME.yaml
  --payments N         payments a month (default: load.monthlyPayments of the stack, or 1000000)
  --reads N            status and session reads beside each payment (default: load.readsPerPayment, or 2)
  --months N           months of payments that are kept (default 12)
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
      months: { type: "string", default: "12" },
      moves: { type: "string", default: "2" },
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
  const declared = JSON.parse(settings.config[`${settings.project}:load`] ?? "{}") as DeclaredLoad;
  const load: Load = {
    payments: amount("payments", values.payments, declared.monthlyPayments ?? 1_000_000),
    readsPerPayment: amount("reads", values.reads, declared.readsPerPayment ?? 2),
    monthsKept: amount("months", values.months, 12),
    movesPerMonth: amount("moves", values.moves, 2),
  };
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

interface DeclaredLoad {
  readonly monthlyPayments?: number;
  readonly readsPerPayment?: number;
}

function amount(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} is ${text}, not an amount`);
  return value;
}
