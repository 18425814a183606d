import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FailoverPolicy, ProcessorSettings } from "../../functions/core/settings";
import type { Topology } from "../topology/topology";
import type { PolicyName } from "./policies";
import type { Mode, ProcessorKind } from "./scenario";

/** Which declared stack a disaster strikes. */
export interface StackChoice {
  readonly mode: Mode;
  readonly processor: ProcessorKind;
  readonly policy: PolicyName;
}

/** A stack as the program declares it, and what it promises. */
export interface SimStack {
  readonly topology: Topology;
  /** Within this time a fresh client is accepted again after the loss of one region. */
  readonly acceptWithinMs: number;
  readonly processor: ProcessorSettings;
  readonly policy: FailoverPolicy;
  /** The program refuses this combination; the simulator shows why. */
  readonly refused: boolean;
}

const ROOT = join(__dirname, "../..");
const CACHE = join(ROOT, ".local/sim");

/** Everything that decides about the graph. The functions' own code is loaded, not captured. */
const SOURCES = ["index.ts", "Pulumi.yaml", "Pulumi.dev.yaml", "package-lock.json"];
const SOURCE_FOLDERS = ["components", "functions/core", "local/program", "local/topology"];
const OWN_SOURCES = ["capture-stack.ts", "policies.ts", "processors.ts"];

const loaded = new Map<string, Promise<SimStack>>();

/**
 * The stack of a choice, captured by running the program, and kept on disk under a hash of every source
 * that decides about it.
 */
export function simStack(choice: StackChoice): Promise<SimStack> {
  const name = `${choice.mode}-${choice.processor}-${choice.policy}`;
  const known = loaded.get(name);
  if (known) return known;
  const stack = readOrCapture(name, choice);
  loaded.set(name, stack);
  return stack;
}

async function readOrCapture(name: string, choice: StackChoice): Promise<SimStack> {
  const version = sourceVersion();
  const file = join(CACHE, `${version}-${name}.json`);
  try {
    return JSON.parse(readFileSync(file, "utf8")) as SimStack;
  } catch {
    // Only now: the program's libraries are most of the time and memory of a run.
    const { captureStack } = require("./capture-stack") as typeof import("./capture-stack");
    const stack = await captureStack(choice);
    keep(file, version, JSON.stringify(stack));
    return stack;
  }
}

/** Written under another name first: several processes may do this at once. */
function keep(file: string, version: string, text: string): void {
  mkdirSync(CACHE, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
  for (const old of readdirSync(CACHE)) {
    if (!old.startsWith(version)) rmSync(join(CACHE, old), { force: true });
  }
}

let version: string | undefined;

function sourceVersion(): string {
  version ??= hashOf([
    ...SOURCES.map((file) => join(ROOT, file)),
    ...SOURCE_FOLDERS.flatMap((folder) => filesIn(join(ROOT, folder))),
    ...OWN_SOURCES.map((file) => join(__dirname, file)),
  ]);
  return version;
}

function hashOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      return entry.name.endsWith(".ts") ? [path] : [];
    });
}
