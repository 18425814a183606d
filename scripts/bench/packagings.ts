import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, buildSync } from "esbuild";
import type { FunctionName } from "../../functions/core/function-catalogue";
import { bundleFunctions, bundling } from "../bundle";

const ROOT = join(__dirname, "../..");

/** The code that is deployed. */
export function shipped(name: FunctionName): string {
  return bundleFunctions([name]).map(({ code }) => code)[0] ?? "";
}

/** The same function, with the SDK's own chain of credential sources. */
export function withCredentialChain(name: FunctionName): string {
  return built({ ...bundling([name]), alias: {} });
}

/** The same function, with the SDK left where npm put it. */
export function unbundled(name: FunctionName): string {
  return built({ ...bundling([name]), alias: {}, external: ["@aws-sdk/*", "@smithy/*"] });
}

function built(options: BuildOptions): string {
  return buildSync({ ...options, write: false }).outputFiles[0]?.text ?? "";
}

/**
 * `validate` as Pulumi ships a function that is given as a closure: its text captured at deployment,
 * the packages it requires beside it.
 */
export function serialisedClosure(): string {
  return execFileSync(process.execPath, [join(__dirname, "serialise-closure.js")], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 64 * 2 ** 20,
  });
}

/** Writes packagings side by side, with the packages where each of them looks for them. */
export function install(folder: string, files: Readonly<Record<string, string>>): string[] {
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  return Object.entries(files).map(([name, code]) => {
    const file = join(folder, `${name}.js`);
    writeFileSync(file, code);
    return file;
  });
}
