import { createHash } from "node:crypto";
import type { Violation } from "../checkers/facts";
import { drawScenario } from "./draw-scenario";
import { unexpected } from "./expected-violations";
import type { ScenarioOptions } from "./scenario";
import type { Stage } from "./stage";

export interface CampaignOptions extends ScenarioOptions {
  readonly from: number;
  readonly seeds: number;
  /** Plays every seed twice and compares the traces. */
  readonly checkDeterminism: boolean;
  readonly onProgress: (sofar: CampaignResult) => void;
  /** Asked between two seeds. */
  readonly isStopped: () => boolean;
}

/** A seed in which something happened that must not happen. */
export interface FailingSeed {
  readonly seed: number;
  readonly violations: readonly Violation[];
}

export interface CampaignResult {
  readonly seeds: number;
  readonly failing: readonly FailingSeed[];
  /** Violations that the combination cannot avoid: how many seeds showed each. */
  readonly expected: Readonly<Record<string, number>>;
  readonly remoteCalls: number;
  readonly cpuSeconds: number;
  /** Over the traces of all seeds, in their order. */
  readonly digest: string;
}

/** No more failing seeds than this are kept: the first ones tell the story. */
const FAILING_MAX = 100;

/** Adding up and asking for the CPU time cost something, too. */
const PROGRESS_EVERY_SEEDS = 20;

/** Plays seed after seed and judges each. */
export async function runCampaign(stage: Stage, options: CampaignOptions): Promise<CampaignResult> {
  const { from, seeds, isStopped, onProgress } = options;
  const tally = new Tally();
  for (let seed = from; seed < from + seeds && !isStopped(); seed++) {
    tally.add(await judgeSeed(stage, seed, options));
    // Between two seeds the process may hear that somebody wants it to stop.
    await new Promise(setImmediate);
    if (seed % PROGRESS_EVERY_SEEDS === 0) onProgress(tally.result());
  }
  return tally.result();
}

interface JudgedSeed extends FailingSeed {
  readonly expected: readonly string[];
  readonly remoteCalls: number;
  readonly digest: string;
}

async function judgeSeed(
  stage: Stage,
  seed: number,
  options: CampaignOptions,
): Promise<JudgedSeed> {
  const scenario = drawScenario(seed, options);
  const { digest, remoteCalls, violations } = await stage.play(scenario);
  const found = unexpected(scenario, violations);
  if (options.checkDeterminism) {
    const again = await stage.play(scenario);
    if (again.digest !== digest) {
      found.push({ invariant: "I17", detail: `two runs differ: ${digest} and ${again.digest}` });
    }
  }
  const expected = violations.filter((violation) => !found.includes(violation));
  const invariants = [...new Set(expected.map(({ invariant }) => invariant))];
  return { seed, violations: found, expected: invariants, remoteCalls, digest };
}

/** What a campaign knows so far. */
class Tally {
  private seeds = 0;
  private remoteCalls = 0;
  private readonly failing: FailingSeed[] = [];
  private readonly expected: Record<string, number> = {};
  private readonly hash = createHash("sha256");
  private readonly cpu = process.cpuUsage();

  add({ seed, violations, expected, remoteCalls, digest }: JudgedSeed): void {
    this.seeds += 1;
    this.remoteCalls += remoteCalls;
    this.hash.update(digest);
    if (violations.length > 0 && this.failing.length < FAILING_MAX) {
      this.failing.push({ seed, violations });
    }
    for (const invariant of expected) {
      this.expected[invariant] = (this.expected[invariant] ?? 0) + 1;
    }
  }

  result(): CampaignResult {
    const { user, system } = process.cpuUsage(this.cpu);
    return {
      seeds: this.seeds,
      failing: this.failing,
      expected: { ...this.expected },
      remoteCalls: this.remoteCalls,
      cpuSeconds: (user + system) / 1e6,
      digest: this.hash.copy().digest("hex").slice(0, 16),
    };
  }
}
