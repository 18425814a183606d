import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
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
  const known = loaded.get(nameOf(choice));
  if (known) return known;
  const stack = readOrCapture(choice);
  loaded.set(nameOf(choice), stack);
  return stack;
}

async function readOrCapture(choice: StackChoice): Promise<SimStack> {
  const file = fileOf(choice);
  const kept = read(file);
  if (kept) return kept;
  await captureApart(choice);
  const captured = read(file);
  if (captured) return captured;
  throw new Error(`the stack ${nameOf(choice)} was captured, and its file is not there`);
}

/**
 * In a process of its own, for all policies at once: the program's libraries are most of the time and
 * memory of a run, and they switch on hooks that would slow down every promise of the simulation.
 */
async function captureApart({ mode, processor }: StackChoice): Promise<void> {
  const command = [join(ROOT, "scripts/run.js"), "local/sim/capture-command"];
  const args = [...command, mode, processor, sourceVersion()];
  try {
    await promisify(execFile)(process.execPath, args);
  } catch (error) {
    throw new Error((error as { stderr?: string }).stderr?.trim() || "no stack could be captured");
  }
}

function nameOf({ mode, processor, policy }: StackChoice): string {
  return `${mode}-${processor}-${policy}`;
}

function fileOf(choice: StackChoice, version = sourceVersion()): string {
  return join(CACHE, `${version}-${nameOf(choice)}.json`);
}

function read(file: string): SimStack | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as SimStack;
  } catch {
    return undefined;
  }
}

/** Keeps a captured stack. Written under another name first: several processes may do this at once. */
export function keepStack(choice: StackChoice, version: string, stack: SimStack): void {
  mkdirSync(CACHE, { recursive: true });
  const file = fileOf(choice, version);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(stack));
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
