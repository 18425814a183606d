import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeclaredFunction } from "../topology/topology";

interface Archive {
  readonly assets?: Promise<Readonly<Record<string, Asset>>> | Readonly<Record<string, Asset>>;
}

interface Asset {
  readonly text?: Promise<string> | string;
}

/** Writes the very archive that the program would deploy, and names the file that holds the handler. */
export async function installCode(one: DeclaredFunction, folder: string): Promise<string> {
  const assets = (await (one.code as Archive | undefined)?.assets) ?? {};
  const target = join(folder, one.name);
  mkdirSync(target, { recursive: true });
  for (const [path, asset] of Object.entries(assets)) {
    const text = await asset.text;
    if (text === undefined) throw new Error(`${one.name}: ${path} is not a text asset`);
    writeFileSync(join(target, path), text);
  }
  if (!assets["index.js"]) throw new Error(`${one.name} is deployed without an index.js`);
  return join(target, "index.js");
}
