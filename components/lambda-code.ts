import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "../functions/core/function-catalogue";
import { deployedCode } from "../scripts/bundle";

/** Survives a reload of the program's modules, so that several previews in one process bundle once. */
const CACHE = Symbol.for("payments-dr.bundles");

function bundles(): Readonly<Record<FunctionName, string>> {
  const holder = globalThis as { [CACHE]?: Readonly<Record<FunctionName, string>> };
  // All at once: the bundler parses what the functions share a single time.
  holder[CACHE] ??= deployedCode();
  return holder[CACHE];
}

/** The text of one function's bundle: the same sources give the same bytes. */
export function lambdaSource(name: FunctionName): string {
  const code = bundles()[name];
  if (!code) throw new Error(`there is no bundle of ${name}`);
  return code;
}

/** Where bundles lie until the engine has read them. */
const FOLDER = join(__dirname, "..", ".local", "code");

/**
 * The deployed code of one function: a single file, so an unchanged function is not deployed again. The engine is
 * told where the file is: as a text it would travel inside of the registration, in each region once more.
 */
export function lambdaCode(name: FunctionName): pulumi.asset.AssetArchive {
  const file = new pulumi.asset.FileAsset(keptFile(name, lambdaSource(name)));
  return new pulumi.asset.AssetArchive({ "index.js": file });
}

/** Named by its content: a run with other sources, at the same time or earlier, has files of its own. */
function keptFile(name: FunctionName, code: string): string {
  const digest = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const file = join(FOLDER, `${name}-${digest}.js`);
  if (existsSync(file)) return file;
  mkdirSync(FOLDER, { recursive: true });
  forgetOld(name);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, code);
  renameSync(draft, file);
  return file;
}

/** So many versions of a function may be in the middle of a deployment, which needs its files until its end. */
const KEPT_VERSIONS = 8;

function forgetOld(name: FunctionName): void {
  const versions = readdirSync(FOLDER)
    .filter((file) => file.startsWith(`${name}-`))
    .map((file) => join(FOLDER, file))
    .map((path) => ({ path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of versions.slice(KEPT_VERSIONS - 1)) rmSync(path, { force: true });
}
