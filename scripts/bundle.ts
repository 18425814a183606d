import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildOptions, buildSync, stop } from "esbuild";
import { FUNCTION_NAMES, type FunctionName } from "../functions/core/function-catalogue";
import { type BundleTexts, bundleTexts } from "./bundle-cache";

const ROOT = join(__dirname, "..");

export interface Bundle {
  readonly name: FunctionName;
  /** The one file that is deployed, as `index.js`. */
  readonly code: string;
  /** Kept beside the bundle, never inside the function; empty unless it was asked for. */
  readonly sourceMap: string;
}

/** How functions are bundled. */
export function bundling(names: readonly FunctionName[]) {
  return {
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => `functions/lambda/${name}.ts`),
    outdir: "bundles",
    bundle: true,
    minify: true,
    write: false,
    platform: "node",
    target: "node22",
    format: "cjs",
    mainFields: ["module", "main"],
    // A function's credentials are in its environment; the chain of other sources would never be used.
    alias: {
      "@aws-sdk/credential-provider-node": "./functions/runtime/environment-credentials.ts",
    },
    // Optional native driver of `pg`; the JavaScript one is used.
    external: ["pg-native"],
    legalComments: "none",
    charset: "utf8",
    logLevel: "error",
  } satisfies BuildOptions;
}

/** Functions in one run of the bundler: it holds all of them in memory, and reads what they share only once. */
const AT_ONCE = 15;

/**
 * Every function as one minified file that holds only what it uses, the SDK clients included. The bytes depend on the sources alone, so an unchanged function is never deployed again.
 * Source maps cost as much again and five times the memory, and the program has no use for them.
 */
export function bundleFunctions(
  names: readonly FunctionName[] = FUNCTION_NAMES,
  sourceMaps = false,
): Bundle[] {
  const sourcemap = sourceMaps && "external";
  const outputFiles = batchesOf(names).flatMap(
    (batch) => buildSync({ ...bundling(batch), sourcemap }).outputFiles,
  );
  // The bundler would stay until we end, with all that it has read: hundreds of megabytes.
  void stop();
  const text = (file: string) =>
    outputFiles.find(({ path }) => path === join(ROOT, "bundles", file))?.text ?? "";
  return names.map((name) => ({
    name,
    code: text(`${name}.js`),
    sourceMap: text(`${name}.js.map`),
  }));
}

function batchesOf(names: readonly FunctionName[]): (readonly FunctionName[])[] {
  return Array.from({ length: Math.ceil(names.length / AT_ONCE) }, (_, at) =>
    names.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  );
}

/** The text of every bundle; commands that run locally build it once and keep it. */
export function deployedCode(): BundleTexts {
  const build = () => Object.fromEntries(bundleFunctions().map(({ name, code }) => [name, code]));
  return bundleTexts(build as () => BundleTexts, process.env.PAYMENTS_DR_BUNDLE_CACHE);
}

/** npm run bundle: writes every bundle to `dist/` and prints its sizes. */
export async function main(): Promise<number> {
  const folder = join(ROOT, "dist");
  for (const { name, code, sourceMap } of bundleFunctions(FUNCTION_NAMES, true)) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, "index.js"), code);
    writeFileSync(join(folder, `${name}.js.map`), sourceMap);
    const digest = createHash("sha256").update(code).digest("hex").slice(0, 12);
    const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`.padStart(8);
    console.log(
      `${name.padEnd(20)}${kilobytes(Buffer.byteLength(code))}${kilobytes(gzipSync(code).length)} gzip  ${digest}`,
    );
  }
  return 0;
}
