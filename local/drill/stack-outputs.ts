import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { valueAt } from "../program/property-path";
import type { StackOptions } from "./options";

/** A role of the program's regions, as its outputs name them. */
export type Role = "primary" | "secondary";

/** What a deployed stack publishes about itself, and all that a drill needs to know of it. */
export interface StackOutputs {
  readonly regions: Readonly<Record<Role, string>>;
  readonly apiEndpoints: Readonly<Record<Role, string>>;
  /** The shared address; undefined in a stack without a domain. */
  readonly sharedEndpoint: string | undefined;
  readonly controlTable: string;
  readonly transactionsTable: string;
  readonly stateMachineArns: Readonly<Record<Role, string>>;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Reads the outputs of a stack from a file or from the CLI; names every one that is missing. */
export function readStackOutputs({ name, outputs }: StackOptions): StackOutputs {
  const text = outputs === undefined ? askCli(name) : readFile(outputs);
  let raw: Record<string, unknown>;
  try {
    raw = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error(`the outputs of stack ${name} are not JSON: save pulumi stack output --json`);
  }
  return outputsFrom(name, raw);
}

function outputsFrom(name: string, raw: Record<string, unknown>): StackOutputs {
  const missing: string[] = [];
  const text = (...path: readonly string[]): string => {
    const value = path.reduce<unknown>((at, member) => valueAt(at, member), raw);
    if (typeof value === "string" && value !== "") return value;
    missing.push(path.join("."));
    return "";
  };
  const both = (output: string) => ({
    primary: text(output, "primary"),
    secondary: text(output, "secondary"),
  });
  const stateMachineArns = both("stateMachineArns");
  const shared = valueAt(raw.sharedDomain, "endpoint");
  const outputs: StackOutputs = {
    regions: {
      primary: regionIn(stateMachineArns.primary),
      secondary: regionIn(stateMachineArns.secondary),
    },
    apiEndpoints: both("apiEndpoints"),
    sharedEndpoint: typeof shared === "string" && shared !== "" ? shared : undefined,
    controlTable: text("tableNames", "control"),
    transactionsTable: text("tableNames", "transactions"),
    stateMachineArns,
    raw,
  };
  if (missing.length > 0) {
    throw new Error(`stack ${name} publishes no ${missing.join(", no ")}: is it this program?`);
  }
  return outputs;
}

/** arn:aws:states:REGION:… */
function regionIn(arn: string): string {
  return arn.split(":")[3] ?? "";
}

function readFile(path: string): string {
  if (!existsSync(path)) throw new Error(`--outputs ${path}: there is no such file`);
  return readFileSync(path, "utf8");
}

function askCli(name: string): string {
  try {
    const args = ["pulumi", "stack", "output", "--json", "--stack", name];
    return execFileSync("npx", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    const why = (stderr ?? (error as Error).message).trim().split("\n")[0];
    throw new Error(
      `pulumi does not tell the outputs of stack ${name} (${why}): give --outputs FILE`,
    );
  }
}
