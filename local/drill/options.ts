import { parseArgs } from "node:util";
import { SCENARIOS } from "./scenarios/all-scenarios";

/** What a drill is asked to do. */
export interface DrillOptions {
  readonly scenario: string;
  readonly runs: number;
  /** Seconds of the drill per second of the wall clock. */
  readonly scale: number;
  /** Payments a second that clients begin. */
  readonly rate: number;
  readonly port: number;
  /** Whether the stack has its ledger: two PostgreSQL clusters. */
  readonly ledger: string;
  /** Where the report goes; undefined: a new folder below `.local/drills`. */
  readonly report: string | undefined;
  /** A deployed stack as the target, instead of the local cloud. */
  readonly stack: StackOptions | undefined;
}

export interface StackOptions {
  readonly name: string;
  /** `pulumi stack output --json`, saved; undefined: ask the CLI. */
  readonly outputs: string | undefined;
  readonly disrupt: boolean;
  /** The `.local` folder of a running `npm start` that plays the stack. */
  readonly through: string | undefined;
}

/** Beside the ports of `npm start`, so that both can run. */
const DRILL_BASE_PORT = 4600;

/** Faster clocks leave a busy machine no time for what happens in a second. */
const SCALE_MAX = 20;

export const HELP = `Loses a region under load, fails over, fails back, and measures it from the client's side.

  npm run drill -- [options]

  --scenario NAME   what goes wrong (default region-loss), one of
${SCENARIOS.map(({ name, title }) => `                      ${name.padEnd(25)}${title}`).join("\n")}
  --runs N          repeat it, each time with a fresh cloud, for percentiles (default 1)
  --scale X         all clocks run X times faster; the report says so (default 1)
  --rate R          payments a second that clients begin (default 5)
  --port NUMBER     first of the ports to use (default ${DRILL_BASE_PORT})
  --ledger KIND     aurora (two PostgreSQL clusters), none, or auto: what this machine allows
                    (default auto)
  --report DIR      where report.json and report.html go (default .local/drills/<date>)

Against a deployed stack, read-only unless told otherwise:
  --stack NAME      probe and reconcile this stack instead of a local cloud
  --outputs FILE    its outputs as JSON (default: ask npx pulumi stack output)
  --disrupt         also move authority to the standby and back, after a typed confirmation
  --through DIR     reach the stack through a running npm start that plays it (.local)

Exit code 0: every check passed. 1: one did not. 130: stopped with Ctrl-C.
`;

/** What is wrong with the command line: every problem, not only the first. */
export class OptionsProblem extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`${problems.join("\n")}\nnpm run drill -- --help lists the options.`);
    this.name = "OptionsProblem";
  }
}

/** Reads the command line; undefined when help was asked for. */
export function optionsFrom(argv: readonly string[]): DrillOptions | undefined {
  const values = parsed(argv);
  if (values.help) return undefined;
  const problems: string[] = [];
  const number = (name: "runs" | "scale" | "rate" | "port", rule: NumberRule): number => {
    const text = values[name];
    if (text === undefined) return rule.fallback;
    const value = text.trim() === "" ? Number.NaN : Number(text);
    const fits = value >= rule.min && value <= rule.max;
    if (!fits || (rule.whole && !Number.isInteger(value))) {
      const kind = rule.whole ? "a whole number" : "a number";
      problems.push(`--${name} ${text} is not ${kind} from ${rule.min} to ${rule.max}`);
    }
    return value;
  };
  const scenario = values.scenario ?? "region-loss";
  if (!SCENARIOS.some(({ name }) => name === scenario)) {
    const names = SCENARIOS.map(({ name }) => name).join(", ");
    problems.push(`--scenario ${scenario} is not one of ${names}`);
  }
  const options: DrillOptions = {
    scenario,
    runs: number("runs", { min: 1, max: 100, whole: true, fallback: 1 }),
    scale: number("scale", { min: 1, max: SCALE_MAX, whole: false, fallback: 1 }),
    rate: number("rate", { min: 1, max: 50, whole: false, fallback: 5 }),
    port: number("port", { min: 1024, max: 65_000, whole: true, fallback: DRILL_BASE_PORT }),
    ledger: values.ledger ?? "auto",
    report: values.report,
    stack: stackFrom(values),
  };
  problems.push(...misplaced(values));
  if (problems.length > 0) throw new OptionsProblem(problems);
  return options;
}

interface NumberRule {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  readonly fallback: number;
}

type Values = ReturnType<typeof parsed>;

function parsed(argv: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    ...{ scenario: text, runs: text, scale: text, rate: text, port: text, report: text },
    ...{ ledger: text, stack: text, outputs: text, through: text, disrupt: flag, help: flag },
  };
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new OptionsProblem([(error as Error).message]);
  }
}

function stackFrom({ stack, outputs, disrupt, through }: Values): StackOptions | undefined {
  if (stack === undefined) return undefined;
  return { name: stack, outputs, disrupt: disrupt ?? false, through };
}

/** An option that would be ignored was meant to do something. */
function misplaced(values: Values): string[] {
  const given = (names: readonly (keyof Values)[]) =>
    names.filter((name) => values[name] !== undefined).map((name) => `--${name}`);
  if (values.stack === undefined) {
    return given(["outputs", "disrupt", "through"]).map((one) => `${one} needs --stack NAME`);
  }
  return given(["scenario", "runs", "scale", "rate", "port", "ledger"]).map(
    (one) => `${one} is for the local cloud, not for --stack`,
  );
}
