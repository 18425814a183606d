import { join } from "node:path";
import type { Capture, ResourceNode } from "../../local/program/resource-node";
import { type CaptureOptions, captureProgram } from "../../local/program/run-in-process";
import { readStackSettings } from "../../local/program/stack-settings";

/** Folder of the small two-region program that the engine's own tests read. */
export const TWO_REGIONS = join(__dirname, "fixtures", "two-regions");

/** Captures that program in this process, with the settings of its dev stack. */
export function captureTwoRegions(
  overrides: readonly string[] = [],
  options: Partial<CaptureOptions> = {},
): Promise<Capture> {
  const settings = readStackSettings({ folder: TWO_REGIONS, stack: "dev", overrides });
  return captureProgram({
    program: join(TWO_REGIONS, "index.ts"),
    project: settings.project,
    stack: settings.stack,
    config: settings.config,
    secretKeys: settings.secretKeys,
    ...options,
  });
}

/** Captures resources declared by a function, in an otherwise empty stack. */
export function captureDeclared(
  program: () => unknown,
  options: Partial<CaptureOptions> = {},
): Promise<Capture> {
  return captureProgram({ program, project: "small", stack: "test", ...options });
}

/** The node with this logical name (and type, where names repeat); fails when there is none. */
export function nodeNamed(capture: Capture, name: string, type = ""): ResourceNode {
  const node = capture.nodes.find((one) => one.name === name && one.type.includes(type));
  if (!node) throw new Error(`nothing named ${name} was declared`);
  return node;
}
