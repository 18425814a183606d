import * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "../functions/core/function-catalogue";
import { bundleFunctions } from "../scripts/bundle";

/** Survives a reload of the program's modules, so that several previews in one process bundle once. */
const CACHE = Symbol.for("payments-dr.bundles");

function bundles(): ReadonlyMap<FunctionName, string> {
  const holder = globalThis as { [CACHE]?: ReadonlyMap<FunctionName, string> };
  // All at once: the bundler parses what the functions share a single time.
  holder[CACHE] ??= new Map(bundleFunctions().map(({ name, code }) => [name, code]));
  return holder[CACHE];
}

/** The text of one function's bundle: the same sources give the same bytes. */
export function lambdaSource(name: FunctionName): string {
  const code = bundles().get(name);
  if (!code) throw new Error(`there is no bundle of ${name}`);
  return code;
}

/** The deployed code of one function: a single file, so an unchanged function is not deployed again. */
export function lambdaCode(name: FunctionName): pulumi.asset.AssetArchive {
  const file = new pulumi.asset.StringAsset(lambdaSource(name));
  return new pulumi.asset.AssetArchive({ "index.js": file });
}
