import { parseArgs } from "node:util";
import { DEFAULT_BASE_PORT } from "../cloud/ports";

/** How somebody wants the local cloud to run. */
export interface StartOptions {
  readonly basePort: number;
  /** Whether the stack has its ledger: two PostgreSQL clusters. */
  readonly ledger: string;
  /** Changes of the stack's settings. */
  readonly config: readonly string[];
}

/** The text of `--help`. */
export const HELP = `Runs both regions on this machine, built from what the program declares.

  npm start -- [options]

  --port NUMBER       first of the ports to use (default ${DEFAULT_BASE_PORT})
  --ledger KIND       aurora (two PostgreSQL clusters), none, or auto: what this machine allows (default)
  --config KEY=VALUE  change a setting of the stack; a.b=VALUE reaches into an object
  --help              this text

Ctrl-C stops everything.
`;

const LEDGERS: readonly string[] = ["auto", "aurora", "none"];

/** What is wrong with the command line: every problem, not only the first. */
class StartProblem extends Error {
  constructor(problems: readonly string[]) {
    super(`${problems.join("\n")}\nnpm start -- --help lists the options.`);
    this.name = "StartProblem";
  }
}

/** Reads the command line; undefined when help was asked for. */
export function startOptionsFrom(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
): StartOptions | undefined {
  const values = parsed(argv, environment);
  if (values.help) return undefined;
  const { port, ledger = "auto", config = [] } = values;
  const problems = swallowed(values, environment);
  const basePort = port === undefined ? DEFAULT_BASE_PORT : Number(port.trim() || Number.NaN);
  if (!Number.isInteger(basePort) || basePort < 1024 || basePort > 65_000) {
    problems.push(`--port ${port} is not a whole number from 1024 to 65000`);
  }
  if (!LEDGERS.includes(ledger)) {
    problems.push(`--ledger ${ledger} is not one of ${LEDGERS.join(", ")}`);
  }
  if (problems.length > 0) throw new StartProblem(problems);
  return { basePort, ledger, config };
}

interface Values {
  readonly port?: string;
  readonly ledger?: string;
}

function parsed(argv: readonly string[], environment: NodeJS.ProcessEnv) {
  const text = { type: "string" } as const;
  const options = {
    ...{ port: text, ledger: text },
    config: { type: "string", multiple: true },
    help: { type: "boolean" },
  } as const;
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    // Node goes on to explain how arguments that look like options are passed; there are none here.
    const [problem = ""] = (error as Error).message.split(". ");
    throw new StartProblem([problem, ...swallowed({}, environment)]);
  }
}

/**
 * Without the two dashes npm keeps an option for itself, and the cloud would start without it. Of an
 * option with a space before its value npm keeps the name alone, as "true".
 */
function swallowed(values: Partial<Values>, environment: NodeJS.ProcessEnv): string[] {
  return (["port", "ledger"] as const).flatMap((name) => {
    const kept = environment[`npm_config_${name}`];
    if (values[name] !== undefined || !kept) return [];
    const value = kept === "true" ? "…" : kept;
    return [
      `npm kept --${name} for itself; two dashes pass it on: npm start -- --${name} ${value}`,
    ];
  });
}
