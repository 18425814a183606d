import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MUTANTS } from "./mutants/all-mutants";
import type { Mutant } from "./mutants/mutant";
import { type Hunt, hunt } from "./mutation";
import { mutationReport, verdictOf } from "./mutation-report";
import type { SimOptions } from "./options";

const REPORT = join(__dirname, "../../docs/mutants.md");

/** `npm run sim -- --mutants`: exit code 1 when a mutant that somebody should notice survives. */
export async function runMutants(
  { only, seeds, write }: SimOptions,
  isStopped: () => boolean,
): Promise<number> {
  const hunts: Hunt[] = [];
  for (const mutant of chosen(only)) {
    if (isStopped()) break;
    const result = await hunt(mutant, seeds, isStopped);
    hunts.push(result);
    process.stdout.write(`${mutant.name.padEnd(42)} ${verdictOf(result)}\n`);
  }
  const killed = hunts.filter(({ kill }) => kill !== undefined).length;
  const unexplained = hunts.filter(({ kill, mutant }) => !kill && !mutant.equivalent);
  process.stdout.write(
    `${killed} of ${hunts.length} mutants killed, ${unexplained.length} survive unexplained\n`,
  );
  if (write && !isStopped()) writeFileSync(REPORT, mutationReport(hunts, seeds));
  return unexplained.length > 0 ? 1 : 0;
}

function chosen(only: string | undefined): readonly Mutant[] {
  if (only === undefined) return MUTANTS;
  const found = MUTANTS.filter(({ name }) => name === only);
  if (found.length > 0) return found;
  throw new Error(
    `there is no mutant ${only}; there are: ${MUTANTS.map((m) => m.name).join(", ")}`,
  );
}
