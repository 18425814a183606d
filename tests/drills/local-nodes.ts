import { join } from "node:path";
import { LOCAL_OVERRIDES } from "../../local/cloud/local-stack";
import type { ResourceNode } from "../../local/program/resource-node";
import { captureProgram } from "../../local/program/run-in-process";
import { readStackSettings } from "../../local/program/stack-settings";

const ROOT = join(__dirname, "../..");

/** What the program declares for a laptop, with changes as `key=value`. */
export async function localNodes(
  changes: readonly string[] = [],
): Promise<readonly ResourceNode[]> {
  const overrides = [...LOCAL_OVERRIDES, ...changes];
  const settings = readStackSettings({ folder: ROOT, stack: "dev", overrides });
  const credential = `${settings.project}:processorCredential`;
  const { nodes, errors } = await captureProgram({
    program: join(ROOT, "index.ts"),
    project: settings.project,
    stack: "dev",
    config: { ...settings.config, [credential]: "for a drill" },
    secretKeys: [...settings.secretKeys, credential],
  });
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return nodes;
}
