import { captureStack } from "./capture-stack";
import { POLICY_NAMES } from "./policies";
import type { Mode, ProcessorKind } from "./scenario";
import { keepStack } from "./sim-topology";

/** Captures the stacks of one combination under every policy and keeps them under a version. */
export async function main(argv: readonly string[]): Promise<number> {
  const [mode, processor, version = ""] = argv;
  for (const policy of POLICY_NAMES) {
    const choice = { mode: mode as Mode, processor: processor as ProcessorKind, policy };
    keepStack(choice, version, await captureStack(choice));
  }
  return 0;
}
