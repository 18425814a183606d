import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MUTANTS } from "./mutants/all-mutants";
import type { Mutant } from "./mutants/mutant";
import { type Hunt, hunt } from "./mutation";
import { mutationReport, verdictOf } from "./mutation-report";
import type { SimOptions } from "./options";

const REPORT = join(__dirname, "../../docs/mutants.md");

/**
 * `npm run sim -- --mutants`: exit code 1 when a mutant survives without an argument, or is killed
 * although somebody argued that nobody can notice it.
 */
export async function runMutants(
  { only, seeds, write }: SimOptions,
  isStopped: () => boolean,
): Promise<number> {
  const hunts: Hunt[] = [];
  for (const mutant of chosen(only)) {
    const result = await hunt(mutant, seeds, isStopped);
    // Whoever is interrupted in the middle of a hunt has not shown that anybody survives.
    if (isStopped() && !result.kill) break;
    hunts.push(result);
    process.stdout.write(`${mutant.name.padEnd(42)} ${verdictOf(result)}\n`);
  }
  const killed = hunts.filter(({ kill }) => kill !== undefined);
  const unexplained = hunts.filter(({ kill, mutant }) => !kill && !mutant.equivalent);
  const refuted = killed.filter(({ mutant }) => mutant.equivalent);
  process.stdout.write(
    `${killed.length} of ${hunts.length} mutants killed, ${unexplained.length} survive ` +
      `unexplained, ${refuted.length} refute their argument\n`,
  );
  if (write && !isStopped()) writeFileSync(REPORT, mutationReport(hunts, seeds));
  return unexplained.length + refuted.length > 0 ? 1 : 0;
}

function chosen(only: string | undefined): readonly Mutant[] {
  if (only === undefined) return MUTANTS;
  const found = MUTANTS.filter(({ name }) => name === only);
  if (found.length > 0) return found;
  throw new Error(
    `there is no mutant ${only}; there are: ${MUTANTS.map((m) => m.name).join(", ")}`,
  );
}
