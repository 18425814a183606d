import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FUNCTION_NAMES, type FunctionName } from "../functions/core/function-catalogue";

const ROOT = join(__dirname, "..");

/** Everything that decides about a bundle's bytes: our sources, how they are bundled, the packages. */
const SOURCES = ["scripts/bundle.ts", "package-lock.json", "node_modules/.package-lock.json"];

/** The code of every function. */
export type BundleTexts = Readonly<Record<FunctionName, string>>;

/**
 * The bundles as they were built from these very sources, or built now. The commands that run on a
 * laptop name a folder to keep them in; `pulumi up` names none, and always deploys what it has built.
 */
export function bundleTexts(build: () => BundleTexts, folder: string | undefined): BundleTexts {
  if (!folder) return build();
  const file = join(folder, `${versionOf(ROOT)}.json`);
  const kept = read(file);
  if (kept) return kept;
  const built = build();
  keep(folder, file, JSON.stringify(built));
  return built;
}

/** Changes with any byte of any file that a bundle could be made of. */
export function versionOf(root: string): string {
  const hash = createHash("sha256");
  const files = [...SOURCES, ...filesIn(root, "functions")];
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest("hex").slice(0, 24);
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesIn(root, path) : [path];
    });
}

function read(file: string): BundleTexts | undefined {
  try {
    const texts = JSON.parse(readFileSync(file, "utf8")) as Partial<BundleTexts>;
    return FUNCTION_NAMES.every((name) => texts[name]) ? (texts as BundleTexts) : undefined;
  } catch {
    // Not there yet, or cut off in the middle.
    return undefined;
  }
}

/** Under another name first: several processes may do this at once. */
function keep(folder: string, file: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
  for (const name of readdirSync(folder)) {
    const old = join(folder, name);
    if (old !== file && name.endsWith(".json")) rmSync(old, { force: true });
  }
}
