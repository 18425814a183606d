import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Machine, machineText, thisMachine } from "./bench/machine";
import { MEASUREMENTS } from "./bench/measurement";
import type { Row } from "./bench/row";
import { runMeasurement } from "./bench/run-measurement";
import { tableText } from "./bench/table";

const HELP = `Measures speed and size, each number against a baseline in the same run.

  npm run bench -- [options]

  --only NAME   one measurement; may be given several times
  --json FILE   also write everything as JSON
  --help        this text

Measurements:
${Object.entries(MEASUREMENTS)
  .map(([name, about]) => `  ${name.padEnd(12)} ${about}`)
  .join("\n")}

A missed goal is marked and is no failure: the exit code is 1 only when a measurement crashed.
Ctrl-C prints what there is so far.
`;

/** npm run bench: one measurement after the other, each in a process of its own. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: "string", multiple: true, default: [] },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const unknown = values.only.filter((name) => !(name in MEASUREMENTS));
  if (unknown.length > 0)
    throw new Error(`no measurement is called ${unknown.join(", ")}\n${HELP}`);
  const names = values.only.length > 0 ? values.only : Object.keys(MEASUREMENTS);
  const machine = thisMachine();
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  const rows: Row[] = [];
  for (const [index, name] of names.entries()) {
    if (stopping.signal.aborted) break;
    const say = (text: string) =>
      process.stderr.write(`[${index + 1}/${names.length}] ${name}: ${text}\n`);
    say(MEASUREMENTS[name] ?? "");
    await runMeasurement(name, { report: (row) => rows.push(row), say, signal: stopping.signal });
  }
  print(machine, rows, stopping.signal.aborted, values.json);
  if (stopping.signal.aborted) return 130;
  return rows.some(({ note }) => note?.startsWith("crashed")) ? 1 : 0;
}

function print(machine: Machine, rows: readonly Row[], partial: boolean, file?: string): void {
  const missed = rows.filter(({ met }) => met === false).length;
  const goals = rows.filter(({ met }) => met !== null).length;
  const lines = [
    machineText(machine),
    "",
    tableText(rows),
    "",
    `${goals - missed} of ${goals} goals met${partial ? "; interrupted, so not all were measured" : ""}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  if (file) writeFileSync(file, `${JSON.stringify({ machine, partial, rows }, undefined, 2)}\n`);
}
