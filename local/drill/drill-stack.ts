import { writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import type { ReconciliationReport } from "../../functions/core/reconciliation-report";
import { assembleReport } from "./assemble-report";
import type { Check } from "./check";
import { requireNewReport } from "./drill-locally";
import { EventLog } from "./event-log";
import { STOPPED, stamp, stopOnSignal } from "./exercise";
import { byName } from "./measure-clients";
import { EMPTY_MEASURE, EMPTY_STRIKE } from "./measured";
import { objectivesOf } from "./objectives";
import { Operator } from "./operator";
import type { StackOptions } from "./options";
import { provenanceOf } from "./provenance";
import type { RunReport } from "./report-document";
import { reportHtml } from "./report-html";
import { seriesOf } from "./series";
import { servedAgain } from "./served-again";
import { reconcileStack } from "./stack-books";
import { PLANNED_MOVE, READ_ONLY_PROBE, STACK_DEVIATIONS, STACK_REALITY } from "./stack-exercises";
import { type MoveMeasure, moveStack } from "./stack-move";
import { readStackOutputs, type StackOutputs } from "./stack-outputs";
import { probeStack } from "./stack-probes";
import { deployedTarget, playedTarget, type StackTarget } from "./stack-target";

const ROOT = join(__dirname, "../..");
const DEFAULT_COOL_DOWN_SECONDS = 1_800;

/** The drill against a stack that is deployed: questions only, unless somebody really wants more. */
export async function drillStack(
  options: StackOptions,
  reportFolder: string | undefined,
  write: (text: string) => void,
  input: NodeJS.ReadableStream = process.stdin,
): Promise<number> {
  const startedAt = new Date();
  const scenario = options.disrupt ? PLANNED_MOVE : READ_ONLY_PROBE;
  const id = `${stamp(startedAt)}-${options.name}-${scenario.name}`;
  const folder = reportFolder ?? join(ROOT, ".local/drills", id);
  requireNewReport(folder);
  const outputs = readStackOutputs(options);
  if (options.disrupt && !(await confirmed(options.name, outputs, write, input))) {
    write("Nothing was changed.\n");
    return 1;
  }
  const stopped = stopOnSignal(write);
  const { signal } = stopped;
  const target = options.through
    ? playedTarget(options.through, outputs, signal)
    : deployedTarget(outputs, signal);
  const log = new EventLog();
  const beganMs = target.clock.nowMs();
  const say = (text: string) => {
    const atMs = Math.round(target.clock.nowMs() - beganMs);
    log.append({ run: 1, atMs, source: "drill", text });
    write(`${(atMs / 1000).toFixed(1).padStart(8)} s  ${text}\n`);
  };
  const found: Found = { checks: [], reconciliations: [], moves: [] };
  try {
    await examine(options, target, outputs, found, say);
  } catch (error) {
    if (!signal.aborted) throw error;
    say("stopped by the operator; authority stays where it is");
  } finally {
    stopped.end();
    target.reach.close();
  }
  const objectives = objectivesOf(outputs.raw, DEFAULT_COOL_DOWN_SECONDS);
  const run = runReport(found, startedAt, beganMs, target, signal.aborted);
  const exercise = {
    ...{ id, scenario, startedAt, endedAt: new Date(), objectives, runs: 1, scale: 1, rate: 0 },
    target: `stack ${options.name}${options.through ? ", played by a local cloud" : ""}`,
    operator: userInfo().username,
    provenance: provenanceOf({ outputs: JSON.stringify(outputs.raw) }, "not asked"),
    deviations: STACK_DEVIATIONS,
    realAndSimulated: STACK_REALITY,
  };
  const report = assembleReport(exercise, [run], log);
  writeFileSync(join(folder, "report.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(folder, "report.html"), reportHtml(report));
  for (const { passed, title, found: seen, expected } of report.checks) {
    write(`${passed ? "✓" : "✗"} ${title}: ${seen}${passed ? "" : `, expected ${expected}`}\n`);
  }
  write(`\n${join(folder, "report.html")}\n${join(folder, "report.json")}\n`);
  if (signal.aborted) return STOPPED;
  return report.exercise.passed ? 0 : 1;
}

interface Found {
  readonly checks: Check[];
  readonly reconciliations: ReconciliationReport[];
  readonly moves: MoveMeasure[];
}

async function examine(
  options: StackOptions,
  target: StackTarget,
  outputs: StackOutputs,
  found: Found,
  say: (text: string) => void,
): Promise<void> {
  const { regions, stateMachineArns, controlTable } = outputs;
  const operator = new Operator(target.reach, controlTable, {
    [regions.primary]: stateMachineArns.primary,
    [regions.secondary]: stateMachineArns.secondary,
  });
  say(`asking both regions of stack ${options.name}`);
  found.checks.push(...(await probeStack(target, outputs, operator)));
  say("comparing the tables of both regions");
  const before = await reconcileStack(target, outputs);
  found.reconciliations.push(before.report);
  found.checks.push(before.check);
  if (!options.disrupt) return;
  if (found.checks.some(({ passed }) => !passed)) {
    say("nothing is moved: the stack is not well");
    return;
  }
  const world = { target, outputs, operator, say };
  for (const [kind, to] of [
    ["failover", "secondary"],
    ["failback", "primary"],
  ] as const) {
    const move = await moveStack(world, kind, to);
    found.moves.push(move);
    found.checks.push(...move.checks);
    if (move.checks.some(({ passed }) => !passed)) {
      say(`the ${kind} did not go as it should: nothing more is moved`);
      return;
    }
  }
  const after = await reconcileStack(target, outputs);
  found.reconciliations.push(after.report);
  found.checks.push({ ...after.check, id: "books-agree-after" });
}

async function confirmed(
  name: string,
  { regions }: StackOutputs,
  write: (text: string) => void,
  input: NodeJS.ReadableStream,
): Promise<boolean> {
  write(
    `This moves the authority over payments of stack ${name} from ${regions.primary} to ` +
      `${regions.secondary} and back.\nType the name of the stack to go on: `,
  );
  const lines = createInterface({ input });
  try {
    for await (const line of lines) return line.trim() === name;
    return false;
  } finally {
    lines.close();
  }
}

/** What was found, in the shape of a night: what was not measured is null. */
function runReport(
  { checks, reconciliations, moves }: Found,
  startedAt: Date,
  beganMs: number,
  target: StackTarget,
  interrupted: boolean,
): RunReport {
  const lines = moves.flatMap((move) => move.lines);
  const seconds = (atMs: number) => Math.round(atMs - beganMs) / 1000;
  const strikes = moves.map(({ what, orderedMs, lines: asked }) => {
    const again = servedAgain(asked, orderedMs, Math.max(...byName(asked).map((l) => l.endedMs)));
    const rtoSeconds = again === undefined ? null : (again - orderedMs) / 1000;
    return { ...EMPTY_STRIKE, what, rtoSeconds };
  });
  return {
    ...{ run: 1, seed: "", interrupted, checks, reconciliations, evidence: {} },
    startedAt: startedAt.toISOString(),
    seconds: seconds(target.clock.nowMs()),
    measured: { ...EMPTY_MEASURE, strikes },
    series: seriesOf(
      lines.map((line) => ({ ...line, kind: "payment" as const })),
      beganMs,
    ),
    marks: moves.map(({ what, orderedMs }) => ({ atSeconds: seconds(orderedMs), text: what })),
  };
}
