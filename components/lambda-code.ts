import * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "../functions/core/function-catalogue";
import { bundleFunction } from "../scripts/bundle";

/** Survives a reload of the program's modules, so that several previews in one process bundle once. */
const CACHE = Symbol.for("payments-dr.bundles");

function cache(): Map<FunctionName, string> {
  const holder = globalThis as { [CACHE]?: Map<FunctionName, string> };
  holder[CACHE] ??= new Map();
  return holder[CACHE];
}

/** The text of one function's bundle: the same sources give the same bytes. */
export function lambdaSource(name: FunctionName): string {
  const bundles = cache();
  let code = bundles.get(name);
  if (code === undefined) {
    code = bundleFunction(name).code;
    bundles.set(name, code);
  }
  return code;
}

/** The deployed code of one function: a single file, so an unchanged function is not deployed again. */
export function lambdaCode(name: FunctionName): pulumi.asset.AssetArchive {
  const file = new pulumi.asset.StringAsset(lambdaSource(name));
  return new pulumi.asset.AssetArchive({ "index.js": file });
}
