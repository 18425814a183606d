import { writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { type CampaignResult, runCampaign } from "./sim/campaign";
import { drawScenario } from "./sim/draw-scenario";
import { unexpected } from "./sim/expected-violations";
import { runMutants } from "./sim/mutation-command";
import { HELP, readOptions, type SimOptions } from "./sim/options";
import { shrink } from "./sim/shrink";
import { Stage } from "./sim/stage";
import { failureStory, timeline, worldOf } from "./sim/story";

/** Stories are long and alike: more than a few of them help nobody. */
const STORIES_MAX = 3;
const PROGRESS_EVERY_CPU_SECONDS = 5;

/**
 * A disaster runs through nearly all of the product, and through nothing very often: copies of small
 * functions inside of others cost more time to compile than they ever save.
 */
const COMPILER = ["--max-inlined-bytecode-size=100", "--max-inlined-bytecode-size-cumulative=300"];

/** `npm run sim`: thousands of disasters against the real handlers, in virtual time. */
export async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  for (const flag of COMPILER) setFlagsFromString(flag);
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  process.once("SIGINT", stop);
  try {
    const code = await run(options, () => stopped);
    return stopped ? 130 : code;
  } finally {
    process.off("SIGINT", stop);
  }
}

function run(options: SimOptions, isStopped: () => boolean): Promise<number> {
  if (options.mutants) return runMutants(options, isStopped);
  if (options.replay !== undefined) return replay(options, options.replay);
  return campaign(options, isStopped);
}

async function campaign(options: SimOptions, isStopped: () => boolean): Promise<number> {
  const stage = await Stage.set(options);
  let toldAt = PROGRESS_EVERY_CPU_SECONDS;
  const result = await runCampaign(stage, {
    ...options,
    isStopped,
    onProgress: (sofar) => {
      if (sofar.cpuSeconds < toldAt) return;
      toldAt = sofar.cpuSeconds + PROGRESS_EVERY_CPU_SECONDS;
      const { failing, seeds } = sofar;
      process.stderr.write(`${seeds} of ${options.seeds} seeds, ${failing.length} failing\n`);
    },
  });
  for (const { seed, violations } of result.failing.slice(0, STORIES_MAX)) {
    const scenario = drawScenario(seed, options);
    const first = violations[0]?.invariant ?? "";
    const smallest = first === "I17" ? { scenario } : await shrink(stage, scenario, first);
    const again = await stage.play(smallest.scenario, true);
    print(failureStory(seed, violations, smallest.scenario, again), "");
  }
  report(options, result, isStopped());
  return result.failing.length > 0 ? 1 : 0;
}

function report(options: SimOptions, result: CampaignResult, isPartial: boolean): void {
  const { cpuSeconds, digest, expected, failing, remoteCalls, seeds } = result;
  const perSecond = Math.round((seeds / Math.max(cpuSeconds, 0.001)) * 10) / 10;
  const calls = Math.round(remoteCalls / Math.max(seeds, 1));
  print(
    `${seeds} disasters${isPartial ? " before the interruption" : ""}, ${options.mode} tables, ` +
      `processor ${options.processor}: ${failing.length} failing`,
    `${perSecond} scenarios per CPU second, ${calls} remote calls each`,
  );
  if (failing.length > 0) print(`failing seeds: ${failing.map(({ seed }) => seed).join(", ")}`);
  for (const [invariant, count] of Object.entries(expected)) {
    print(`${invariant} in ${count} seeds, expected: this combination cannot avoid it`);
  }
  const line = JSON.stringify({
    seeds,
    violations: failing.length,
    expected,
    scenariosPerCpuSecond: perSecond,
    digest,
  });
  if (options.json) writeFileSync(options.json, `${line}\n`);
  print(line);
}

async function replay(options: SimOptions, seed: number): Promise<number> {
  const stage = await Stage.set(options);
  const scenario = drawScenario(seed, options);
  const { digest, facts, lines, violations } = await stage.play(scenario, true);
  const found = unexpected(scenario, violations);
  print(
    `Seed ${seed}, ${options.mode} tables, processor ${options.processor}`,
    ...worldOf(scenario),
    "",
    ...timeline(lines, facts.regions),
    "",
    ...violations.map((violation) => {
      const label = found.includes(violation) ? "violated" : "expected";
      return `${label} ${violation.invariant}: ${violation.detail}`;
    }),
    `digest ${digest}, ${found.length} violations`,
  );
  return found.length > 0 ? 1 : 0;
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
