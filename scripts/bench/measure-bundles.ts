import { gzipSync } from "node:zlib";
import type { Notebook } from "./measurement";
import { shipped, withCredentialChain } from "./packagings";
import { row } from "./row";

const KB = 1024;
const GOALS = { minified: 400, gzipped: 130 };

/** Bytes that a cold start has to load and read. */
export async function measure({ report }: Notebook): Promise<void> {
  for (const name of ["validate", "process"] as const) {
    const sizes = { minified: sizeOf(shipped(name)), chain: sizeOf(withCredentialChain(name)) };
    for (const form of ["minified", "gzipped"] as const) {
      report(
        row({
          name: `bundle of ${name}, ${form}`,
          value: sizes.minified[form],
          unit: "KB",
          baseline: { name: "with the SDK's credential chain", value: sizes.chain[form] },
          goal: { value: GOALS[form] },
        }),
      );
    }
  }
}

function sizeOf(code: string): Record<keyof typeof GOALS, number> {
  return { minified: Buffer.byteLength(code) / KB, gzipped: gzipSync(code).length / KB };
}
