import type { Violation } from "../checkers/facts";
import type { RunResult } from "./run-scenario";
import type { Scenario } from "./scenario";

/** Longer stories are told in part: a person reads this. */
const LINES_MAX = 70;
const COLUMN = 62;

/** What went wrong, in how small a world, and how to see all of it again. */
export function failureStory(
  seed: number,
  violations: readonly Violation[],
  shrunk: Scenario,
  run: RunResult,
): string {
  return [
    `Seed ${seed} violates ${[...new Set(violations.map(({ invariant }) => invariant))].join(", ")}:`,
    ...violations.slice(0, 8).map(({ invariant, detail }) => `  ${invariant}  ${detail}`),
    "",
    `The smallest story found (${sizeOf(shrunk)}):`,
    ...worldOf(shrunk),
    ...essential(run),
    "",
    `Replay the whole seed: ${replayCommand(seed, shrunk)}`,
  ].join("\n");
}

/** The command that shows a seed again. */
function replayCommand(seed: number, { mode, processor }: Scenario): string {
  return `npm run sim -- --replay ${seed} --mode ${mode} --processor ${processor}`;
}

function sizeOf({ payments, rates, windows }: Scenario): string {
  const several = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
  return [
    several(payments.length, "payment"),
    several(windows.length, "fault window"),
    several(Object.keys(rates).length, "fault rate"),
  ].join(", ");
}

/** What a scenario consists of, in a few lines. */
export function worldOf(scenario: Scenario): string[] {
  const { approvers, kind, policy, rates, skewMs, upgradedAtMs, windows } = scenario;
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  const cuts = (one: Scenario["windows"][number]) =>
    one.kind.endsWith("cut") ? `${one.at} ${one.to}` : one.at;
  return [
    `  ${kind}, policy ${policy}, approvers ${approvers}, clocks ${skewMs.primary} and ${skewMs.secondary} ms off`,
    ...(upgradedAtMs > 0 ? [`  the secondary is upgraded at ${seconds(upgradedAtMs)} s`] : []),
    ...windows.map(
      (one) =>
        `  ${one.kind} ${cuts(one)} from ${seconds(one.fromMs)} to ${seconds(one.untilMs)} s`,
    ),
    ...Object.entries(rates).map(([fault, rate]) => `  ${fault} at a rate of ${rate}`),
  ];
}

/** The lines about what was violated, and everything that is not about other payments. */
function essential({ lines, violations }: RunResult): string[] {
  const about = new Set(violations.flatMap(({ detail }) => detail.match(/[\w-]+#[\w-]+/g) ?? []));
  const others = (line: string) => {
    const key = line.match(/[\w-]+#[\w-]+/)?.[0];
    return key !== undefined && about.size > 0 && !about.has(key);
  };
  const told = lines.filter((line) => !others(line));
  if (told.length <= LINES_MAX) return told;
  const half = LINES_MAX / 2;
  const left = told.length - LINES_MAX;
  return [...told.slice(0, half), `  … ${left} more lines …`, ...told.slice(-half)];
}

/** The timeline of both regions, side by side; what happens to the world stands across. */
export function timeline(lines: readonly string[], regions: readonly string[]): string[] {
  const [left = "", right = ""] = regions;
  const header = `${" ".repeat(13)}${left.padEnd(COLUMN)}${right}`;
  const rows = lines.map((line) => {
    const [time = "", text = ""] = [line.slice(0, 13), line.slice(13)];
    if (text.startsWith(`${left} `)) return time + text.slice(left.length + 1);
    if (text.startsWith(`${right} `)) {
      return `${time}${" ".repeat(COLUMN)}${text.slice(right.length + 1)}`;
    }
    return `${time}-- ${text}`;
  });
  return [header, ...rows];
}
