import { execFile } from "node:child_process";
import { join } from "node:path";
import { captureProgram } from "../../local/program/run-in-process";
import { readStackSettings } from "../../local/program/stack-settings";
import type { Notebook } from "./measurement";
import { childrenSeconds, watchMemory } from "./process-tree";
import { type Baseline, row } from "./row";
import { runNode } from "./run-node";
import { median } from "./statistics";

const ROOT = join(__dirname, "../..");
const STACK = "prod";
const WARM_CAPTURES = 3;
const LOOK_EVERY_MS = 200;
const LIBRARIES = ["@pulumi/pulumi", "@pulumi/aws", "@pulumi/awsx"];
const LOAD = `
for (const name of process.argv.slice(1)) require(name);
const { user, system } = process.cpuUsage();
const megabytes = process.resourceUsage().maxRSS / 1000;
process.stdout.write(JSON.stringify({ seconds: (user + system) / 1e6, megabytes }));`;

/** What the program costs to look at, beside loading the libraries that it is written with. */
export async function measure({ report, progress }: Notebook): Promise<void> {
  progress("loading Pulumi and its libraries");
  const loading = JSON.parse(await runNode(["-e", LOAD, ...LIBRARIES])) as Loading;
  const libraries = (value: number): Baseline => ({ name: "Pulumi's libraries alone", value });
  progress(`npm run plan -- --stack ${STACK}`);
  const plan = await runPlan();
  report(
    row({
      name: `plan of ${STACK}`,
      value: plan.seconds,
      unit: "s CPU",
      baseline: libraries(loading.seconds),
      goal: { value: 8 },
    }),
  );
  report(
    row({
      name: `plan of ${STACK}, all its processes at once`,
      value: plan.megabytes,
      unit: "MB",
      baseline: libraries(loading.megabytes),
      goal: { value: 350 },
    }),
  );
  const captures: number[] = [];
  for (let run = 0; run <= WARM_CAPTURES; run++) {
    progress(run === 0 ? "first capture" : `warm capture ${run} of ${WARM_CAPTURES}`);
    const seconds = await captureSeconds();
    if (run > 0) captures.push(seconds);
  }
  report(
    row({
      name: `warm capture of ${STACK}`,
      value: median(captures),
      unit: "s CPU",
      baseline: libraries(loading.seconds),
      goal: { value: 1.5 },
    }),
  );
}

interface Loading {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Through a shell, which knows what all of its children and theirs have used. */
async function runPlan(): Promise<Loading> {
  const plan = [process.execPath, "scripts/run.js", "local/plan", "--stack", STACK];
  const shell = execFile("sh", ["-c", '"$@" >/dev/null || exit 1; times', "sh", ...plan], {
    cwd: ROOT,
    // Makes the bundler a child that is waited for, so that its share is counted.
    env: { ...process.env, ESBUILD_WORKER_THREADS: "0" },
  });
  const mostMb = watchMemory(shell.pid ?? 0, LOOK_EVERY_MS);
  const end = () => shell.kill("SIGTERM");
  process.once("exit", end);
  let times = "";
  let complaint = "";
  shell.stdout?.on("data", (text: string) => {
    times += text;
  });
  shell.stderr?.on("data", (text: string) => {
    complaint += text;
  });
  const code = await new Promise((resolve) => shell.once("close", resolve));
  process.removeListener("exit", end);
  const megabytes = mostMb();
  if (code !== 0) throw new Error(`npm run plan failed: ${complaint.trim()}`);
  return { seconds: childrenSeconds(times), megabytes };
}

async function captureSeconds(): Promise<number> {
  const settings = readStackSettings({ folder: ROOT, stack: STACK });
  const before = process.cpuUsage();
  const { errors } = await captureProgram({
    program: join(ROOT, settings.main),
    project: settings.project,
    stack: settings.stack,
    secretKeys: settings.secretKeys,
    config: settings.config,
  });
  if (errors.length > 0) throw new Error(errors.join("\n"));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
