import { join } from "node:path";
import { problemsOf } from "../program/program-problems";
import type { Properties, ResourceNode } from "../program/resource-node";
import { captureProgram } from "../program/run-in-process";
import { readStackSettings } from "../program/stack-settings";
import { unknownTypes } from "../topology/known-types";
import { readTopology } from "../topology/read-topology";
import type { Topology } from "../topology/topology";
import { creationProblems } from "./creation-problems";
import { LOCAL_DOMAIN, PROCESSOR_HOST } from "./names";

const ROOT = join(__dirname, "../..");

/**
 * The stack that runs on a laptop: the cheap environment, given what only a laptop can offer for free: a
 * domain, a processor in a process of its own, and an API that `curl` can use without credentials.
 */
export const LOCAL_OVERRIDES: readonly string[] = [
  "environmentSuffix=local",
  "dns.mode=create",
  `dns.domain=${LOCAL_DOMAIN}`,
  "dns.recordType=cname",
  "dns.ttlSeconds=10",
  // What the cheap environment saves by looking less often costs nothing here, and would hide how fast it can be.
  "dns.checkIntervalSeconds=10",
  "failover.tickSeconds=5",
  "failover.badTicks=3",
  "functions.detectMemoryMb=256",
  // More of everything at once than a cheap stack reserves: a region that comes back meets all its clients.
  "load.peakPaymentsPerSecond=20",
  "alarms.functions=each",
  "encryption.keys=by-purpose",
  "api.auth.open=On a laptop nobody signs in; the deployed stacks do.",
  "processor.kind=http",
  "processor.idempotencyKey=true",
  "processor.keyRetentionSeconds=86400",
  "processor.timeoutMs=3000",
  `processor.url=https://${PROCESSOR_HOST}`,
];

export interface LocalProgram {
  readonly topology: Topology;
  /** What the stack publishes. */
  readonly outputs: Properties;
  /** The configuration it was read with, without anything secret. */
  readonly config: Readonly<Record<string, string>>;
}

/** The cloud that the nodes declare; refuses what would not work in AWS and what nobody plays here. */
export function localTopology(nodes: readonly ResourceNode[]): Topology {
  refuse("the local cloud cannot play this stack", unknownTypes(nodes));
  const topology = readTopology(nodes);
  refuse("AWS would refuse this stack", creationProblems(topology));
  return topology;
}

function refuse(what: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new Error(`${what}:\n${problems.map((one) => `- ${one}`).join("\n")}`);
}

/** Runs the program for the local stack and reads the cloud back from what it declared. */
export async function captureLocalProgram(
  overrides: readonly string[],
  stack = "dev",
): Promise<LocalProgram> {
  const settings = readStackSettings({ folder: ROOT, stack, overrides });
  // Where the CLI would decrypt the processor's credential.
  const credential = `${settings.project}:processorCredential`;
  const capture = await captureProgram({
    program: join(ROOT, "index.ts"),
    project: settings.project,
    stack,
    config: { ...settings.config, [credential]: "a laptop has nothing to hide" },
    secretKeys: [...settings.secretKeys, credential],
  });
  const { refusals, errors } = problemsOf(capture.errors);
  refuse("the program refuses this stack", [...refusals, ...errors]);
  return {
    topology: localTopology(capture.nodes),
    outputs: capture.outputs,
    config: Object.fromEntries(
      Object.entries(settings.config).filter(([key]) => !settings.secretKeys.includes(key)),
    ),
  };
}
