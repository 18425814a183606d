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

/** The deployed code of one function: a single file, so an unchanged function is not deployed again. */
export function lambdaCode(name: FunctionName): pulumi.asset.AssetArchive {
  const file = new pulumi.asset.StringAsset(lambdaSource(name));
  return new pulumi.asset.AssetArchive({ "index.js": file });
}
