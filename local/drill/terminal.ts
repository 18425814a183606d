import type { DrillReport, RunReport } from "./report-document";

/** Prints the night as it happens; a line that repeats itself is printed once in a while. */
export class Terminal {
  private readonly said = new Map<string, number>();

  constructor(private readonly write: (text: string) => void) {}

  event(atMs: number, source: string, text: string): void {
    const key = `${source} ${text.replace(/\d+/g, "#")}`;
    const before = this.said.get(key);
    if (before !== undefined && atMs - before < QUIET_MS) return;
    this.said.set(key, atMs);
    const at = `${(atMs / 1000).toFixed(1)} s`.padStart(10);
    this.write(`${at}  ${source.padEnd(10)} ${text.slice(0, TEXT_MAX)}\n`);
  }
}

const QUIET_MS = 10_000;
const TEXT_MAX = 160;

/** One night in a few lines. */
export function summaryOf({ run, measured, checks, seconds }: RunReport): string {
  const failed = checks.filter(({ passed }) => !passed);
  const [strike] = measured.strikes;
  const { failback, clients, lost, doubleCharged, inDoubt } = measured;
  const time = (value: number | null | undefined) =>
    value === null || value === undefined ? "not measured" : `${value} s`;
  return [
    `\nRun ${run}, ${seconds.toFixed(0)} s on the drill's clock`,
    `  loss seen ${time(strike?.detectionSeconds)}, authority ${time(strike?.authoritySeconds)}, ` +
      `first payment in the standby ${time(strike?.firstSuccessSeconds)}`,
    `  RTO ${time(strike?.rtoSeconds)}, accept gap ${time(strike?.acceptGapSeconds)}, ` +
      `backlog ${time(strike?.backlogDrainedSeconds)}, way back ${time(failback.seconds)}`,
    `  acknowledged ${clients.acknowledged}, lost ${lost ?? "?"}, ` +
      `charged twice ${doubleCharged ?? "?"}, in doubt ${inDoubt ?? "?"}`,
    ...failed.map(({ title, expected, found }) => `  ✗ ${title}: ${found}, expected ${expected}`),
    "",
  ].join("\n");
}

export function verdictOf({ exercise, checks }: DrillReport): string {
  const failed = checks.filter(({ passed }) => !passed).length;
  if (!exercise.complete) return "Incomplete: the drill was stopped.";
  if (exercise.passed) return `Passed: all ${checks.length} checks.`;
  return `Failed: ${failed} of ${checks.length} checks.`;
}
