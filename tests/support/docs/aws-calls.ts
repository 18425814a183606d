import { CALLS } from "../../../local/iam/call-permissions";
import { serviceModel } from "../../../local/wire/service-model";
import type { Shape } from "../../../local/wire/shape";
import type { TerminalCall } from "./terminal";

/** A call of the AWS CLI as the service receives it. */
export interface AwsCall {
  readonly region: string;
  readonly endpoint: string | undefined;
  /** The engine's name of the service. */
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What the CLI calls services that AWS itself calls otherwise. */
const SERVICES: Readonly<Record<string, string>> = { stepfunctions: "states", s3api: "s3" };

/** Options of the CLI itself, which the service never sees; those with a value name it. */
const OWN_OPTIONS = ["region", "endpoint-url", "query", "output", "cli-read-timeout"];

/** Operations of the CLI that write their answer into a file, named last. */
const INTO_A_FILE = ["invoke", "get-object"];

/**
 * Reads a command line of the AWS CLI with the service's own model: an operation, an option or a value
 * that the service does not have is an error, as it is in the CLI.
 */
export function awsCall({ program, args }: TerminalCall): AwsCall {
  if (program !== "aws") throw new Error(`${program} is not the AWS CLI`);
  const { words, options } = split(args);
  const [cliService = "", cliOperation = "", ...others] = words;
  const service = SERVICES[cliService] ?? cliService;
  const model = serviceModel(service);
  if (!model) throw new Error(`the local cloud does not speak ${cliService}`);
  const operation = [...model.operations.values()].find(({ name }) => same(name, cliOperation));
  if (!operation) throw new Error(`${cliService} has no operation ${cliOperation}`);
  if (!CALLS[service]?.[operation.name]) {
    throw new Error(`the local cloud does not model ${service}:${operation.name}`);
  }
  if (others.length > (INTO_A_FILE.includes(cliOperation) ? 1 : 0)) {
    throw new Error(`${cliOperation} does not take ${others.join(" ")}`);
  }
  return {
    region: options.get("region") ?? "",
    endpoint: options.get("endpoint-url"),
    service,
    operation: operation.name,
    input: inputOf(operation.input, options),
  };
}

function split(args: readonly string[]) {
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    const next = args[index + 1];
    if (!arg.startsWith("--")) words.push(arg);
    else if (next === undefined || next.startsWith("--")) options.set(arg.slice(2), "true");
    else {
      options.set(arg.slice(2), next);
      index += 1;
    }
  }
  return { words, options };
}

function inputOf(shape: Shape, options: ReadonlyMap<string, string>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, text] of options) {
    if (OWN_OPTIONS.includes(name)) continue;
    const member = [...shape.members.values()].find((one) => same(one.name, name));
    if (!member) throw new Error(`there is no option --${name}`);
    input[member.name] = argumentFrom(member.shape, text, name);
  }
  return input;
}

function argumentFrom({ kind }: Shape, text: string, name: string): unknown {
  switch (kind) {
    case "string":
      return text;
    case "blob":
      return Buffer.from(text, "utf8");
    case "boolean":
      if (text !== "true") throw new Error(`--${name} takes no value`);
      return true;
    case "number":
      return Number(text);
    default:
      return JSON.parse(text);
  }
}

/** `get-item` and `GetItem`, `describe-db-clusters` and `DescribeDBClusters`. */
function same(name: string, option: string): boolean {
  return name.toLowerCase() === option.replaceAll("-", "").toLowerCase();
}
