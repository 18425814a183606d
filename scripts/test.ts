import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "..");

interface Group {
  readonly name: string;
  readonly files: readonly string[];
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Measures times, so it comes first and alone. */
const ALONE = "tests/drills/region-loss.test.ts";

/** Folders that need a process of their own, slowest first, so that two cores end together. */
const OWN_PROCESS = ["drills", "sim", "page", "program", "components", "local", "policy"];

const MOCHA = "node_modules/mocha/bin/mocha.js";

/** The rules about money are tested without a gap; .c8rc.json says which those are. */
const COVERAGE = "node_modules/c8/bin/c8.js";

const HELP = `npm test [-- FOLDER…]   runs the tests, or those of some folders below tests/
Groups: ${OWN_PROCESS.join(", ")}, "night" for the drill of a lost region, and "unit" for all others.`;

/** npm test: every group in its own process, two at a time, with one sum at the end. */
export async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(HELP);
    return 0;
  }
  const wanted = groups().filter(({ name }) => args.length === 0 || args.includes(name));
  if (wanted.length === 0) throw new Error(`no such group of tests.\n${HELP}`);
  const running = new Set<ChildProcess>();
  let stopped = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stopped = true;
      for (const child of running) child.kill(signal);
    });
  }
  const counts: Counts[] = [];
  const work = async (waiting: Group[]) => {
    for (let group = waiting.shift(); group && !stopped; group = waiting.shift()) {
      counts.push(await runGroup(group, running));
    }
  };
  await work(wanted.filter(isAlone));
  const waiting = wanted.filter((group) => !isAlone(group));
  await Promise.all([work(waiting), work(waiting)]);
  if (stopped) return 130;
  const sum = (key: keyof Counts) => counts.reduce((total, count) => total + count[key], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
  return sum("failed") > 0 || sum("passed") === 0 ? 1 : 0;
}

function isAlone({ files }: Group): boolean {
  return files.includes(ALONE);
}

function groups(): Group[] {
  const unit: string[] = [];
  const found = new Map<string, string[]>();
  for (const file of testFiles("tests").filter((one) => one !== ALONE)) {
    const folder = OWN_PROCESS.find((name) => file.startsWith(`tests/${name}/`));
    if (folder) found.set(folder, [...(found.get(folder) ?? []), file]);
    else unit.push(file);
  }
  const own = OWN_PROCESS.flatMap((name) => {
    const files = found.get(name);
    return files ? [{ name, files }] : [];
  });
  return [{ name: "night", files: [ALONE] }, ...own, { name: "unit", files: unit }];
}

function testFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === "support" ? [] : testFiles(path);
      return entry.name.endsWith(".test.ts") ? [path] : [];
    })
    .sort();
}

/** Output is kept together and printed when the group ends; a failing start counts as a failure. */
async function runGroup(group: Group, running: Set<ChildProcess>): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "payments-dr-test-"));
  const summary = join(folder, "summary.json");
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...(group.name === "unit" ? [COVERAGE, process.execPath, MOCHA] : [MOCHA]),
      "--reporter",
      "./tests/support/summary-reporter.ts",
      "--exit",
      ...group.files,
    ],
    { cwd: ROOT, env: { ...process.env, TEST_SUMMARY_FILE: summary, FORCE_COLOR: "0" } },
  );
  running.add(child);
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  child.stderr.on("data", (data) => {
    output += data;
  });
  const code = await new Promise<number>((resolve) =>
    child.on("exit", (exit) => resolve(exit ?? 1)),
  );
  running.delete(child);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`\n── ${group.name} (${seconds} s) ──\n${output}`);
  const counts: Counts = existsSync(summary)
    ? JSON.parse(readFileSync(summary, "utf8"))
    : { passed: 0, failed: 1, skipped: 0 };
  rmSync(folder, { recursive: true, force: true });
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
