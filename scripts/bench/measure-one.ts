import { join } from "node:path";
import type { Measurement } from "./measurement";
import type { Row } from "./row";

/** What a measurement tells the benchmark that started it. */
export type Told = { readonly row: Row } | { readonly progress: string };

/** One measurement in a process of its own: `measure-one NAME FOLDER`, rows go to the parent. */
export async function main([name = "", folder = ""]: readonly string[]): Promise<number> {
  if (!process.send) throw new Error("this is started by npm run bench");
  const tell = (told: Told) => process.send?.(told);
  // Ended in order, so that nothing that we started outlives us.
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => process.exit(130));
  const { measure } = require(join(__dirname, `measure-${name}`)) as { measure: Measurement };
  await measure({
    folder,
    report: (row) => tell({ row }),
    progress: (progress) => tell({ progress }),
  });
  process.disconnect();
  return 0;
}
