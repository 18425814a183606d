import { join } from "node:path";
import type { Capture } from "../../local/program/resource-node";
import { captureProgram } from "../../local/program/run-in-process";
import { readStackSettings } from "../../local/program/stack-settings";

const FOLDER = join(__dirname, "..", "..");
const captures = new Map<string, Promise<Capture>>();

/** What index.ts declares for a stack, with changes as `key=value`; each variant is captured once. */
export function wholeProgram(
  stack: "dev" | "prod",
  overrides: readonly string[] = [],
  preview = false,
): Promise<Capture> {
  const key = JSON.stringify([stack, overrides, preview]);
  const known = captures.get(key);
  if (known !== undefined) return known;
  const { project, config, secretKeys } = readStackSettings({ folder: FOLDER, stack, overrides });
  const program = join(FOLDER, "index.ts");
  const capture = captureProgram({ program, project, stack, config, secretKeys, preview });
  captures.set(key, capture);
  return capture;
}

/** Environment of the function with a logical name. */
export function variablesOf(capture: Capture, name: string): Readonly<Record<string, string>> {
  const environment = capture.nodes.find((node) => node.name === name)?.inputs.environment;
  if (environment === undefined) throw new Error(`no function is called ${name}`);
  return (environment as { variables: Record<string, string> }).variables;
}
