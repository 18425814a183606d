import { drawScenario } from "../../local/sim/draw-scenario";
import { loadCode } from "../../local/sim/entry-points";
import { PREVIOUS_CODE } from "../../local/sim/previous-release";
import { runScenario } from "../../local/sim/run-scenario";
import { setTraps } from "../../local/sim/traps";
import { bareCalls } from "./accepting-handlers";
import { compareCpu } from "./compare-cpu";
import { emptyTransport } from "./in-process-stores";
import type { Notebook } from "./measurement";
import { strongStacks } from "./prepare-stacks";
import { row } from "./row";
import { runNode } from "./run-node";

/** Far from the seeds of the tests, so that nothing is warm but the code. */
const FIRST_SEED = 50_000;
const ROUNDS = { warmUp: 2, rounds: 7, calls: 25 };
/** SDK calls that are made for each scenario, to know what one costs. */
const SDK_PAIRS = 10;
const MB = 1e6;

/** Disasters with the full list of faults, as `npm run sim` draws them. */
export async function measure({ report, progress }: Notebook): Promise<void> {
  const beforeBytes = process.memoryUsage().rss;
  progress("capturing the stacks, where that has not been done");
  await runNode(["scripts/run.js", "scripts/bench/prepare-stacks"]);
  const stacks = await strongStacks();
  const code = loadCode();
  const previousCode = loadCode(PREVIOUS_CODE);
  const seen = { scenarios: 0, calls: 0, violations: 0 };
  const simulate = async (seed: number) => {
    const scenario = drawScenario(FIRST_SEED + seed, { mode: "strong", processor: "idempotent" });
    const stack = stacks[scenario.policy];
    if (!stack) throw new Error(`no stack with the policy ${scenario.policy} was captured`);
    const restore = setTraps();
    try {
      const result = await runScenario({ stack, code, previousCode, scenario });
      seen.scenarios += 1;
      seen.calls += result.remoteCalls;
      seen.violations += result.violations.length;
    } finally {
      restore();
    }
  };
  const pair = bareCalls(emptyTransport());
  const sdk = async (number: number) => {
    for (let i = 0; i < SDK_PAIRS; i++) await pair(number * SDK_PAIRS + i);
  };
  progress("simulating");
  const against = await compareCpu(
    [
      { name: "sim", run: simulate },
      { name: "sdk", run: sdk },
    ],
    ROUNDS,
  );
  const costs = against("sdk");
  const calls = seen.calls / seen.scenarios;
  const throughSdk = (costs.other / (2 * SDK_PAIRS)) * calls;
  report(
    row({
      name: "simulated disasters per CPU second",
      value: 1e6 / costs.own,
      unit: "/s",
      better: "more",
      baseline: {
        name: `if its ${Math.round(calls)} calls went through the SDK`,
        value: 1e6 / throughSdk,
      },
      goal: { value: 100 },
    }),
  );
  report(
    row({ name: "violations among them", value: seen.violations, unit: "", goal: { value: 0 } }),
  );
  report(
    row({
      name: "memory of the simulator, at most",
      value: (process.resourceUsage().maxRSS * 1024) / MB,
      unit: "MB",
      baseline: { name: "before it began", value: beforeBytes / MB },
      goal: { value: 500 },
    }),
  );
}
