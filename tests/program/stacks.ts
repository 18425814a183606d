import { join } from "node:path";
import type { Capture, ResourceNode } from "../../local/program/resource-node";
import { captureProgram } from "../../local/program/run-in-process";
import { readStackSettings } from "../../local/program/stack-settings";
import { Graph } from "../../policy/graph";

const ROOT = join(__dirname, "..", "..");

/** What to capture of a stack. */
export interface Wanted {
  /** As `pulumi preview`, so that what AWS decides is not known. @default false */
  readonly preview?: boolean;
  /** Settings that differ, as `--config` takes them. */
  readonly overrides?: readonly string[];
}

/** A second stack beside dev, which differs in what many tests want to see; captured once for all of them. */
export const SECOND_STACK: Wanted = {
  overrides: [
    "environmentSuffix=dev2",
    "queue.windowSeconds=300",
    "processor.kind=http",
    "processor.url=https://processor.bank-of-somewhere.com",
    "processor.idempotencyKey=true",
    "processor.keyRetentionSeconds=2592000",
  ],
};

/** Regions of two continents, which no strongly consistent table spans. */
export const FAR_APART: Wanted = {
  overrides: [
    "primaryRegion=us-east-1",
    "secondaryRegion=eu-west-1",
    "consistency=eventual",
    "failover.mode=approve",
  ],
};

const captures = new Map<string, Promise<Capture>>();

/** One stack as this program declares it; captured once in a process, whoever asks. */
export function stackOf(stack: "dev" | "prod", wanted: Wanted = {}): Promise<Capture> {
  const key = JSON.stringify([stack, wanted.preview ?? false, wanted.overrides ?? []]);
  const known = captures.get(key);
  if (known !== undefined) return known;
  const capture = captureAgain(stack, wanted);
  captures.set(key, capture);
  return capture;
}

/** The same, captured anew: to see whether two runs differ. */
export function captureAgain(stack: "dev" | "prod", wanted: Wanted = {}): Promise<Capture> {
  const settings = readStackSettings({
    folder: ROOT,
    stack,
    overrides: wanted.overrides ?? [],
  });
  return captureProgram({
    program: join(ROOT, "index.ts"),
    project: settings.project,
    stack,
    config: settings.config,
    secretKeys: settings.secretKeys,
    preview: wanted.preview ?? false,
  });
}

/** Every way in which the two stacks are looked at. */
export const WAYS = [
  ["dev", false],
  ["prod", false],
  ["dev", true],
  ["prod", true],
] as const;

/** How a way is called in a test's title. */
export function wayTitle(stack: string, preview: boolean): string {
  return preview ? `${stack} in a preview` : stack;
}

/** AWS resources of the program itself, without what a plugin would add. */
export function ownResources({ nodes }: Capture): readonly ResourceNode[] {
  return nodes.filter(
    ({ custom, type, impliedBy }) => custom && type.startsWith("aws:") && impliedBy === "",
  );
}

/** The graph of a stack, for rules. */
export async function graphOf(stack: "dev" | "prod", wanted: Wanted = {}): Promise<Graph> {
  return new Graph((await stackOf(stack, wanted)).nodes);
}
