import { type Code, loadCode, type SourcePatch } from "./entry-points";
import { POLICY_NAMES, type PolicyName } from "./policies";
import { PREVIOUS_CODE } from "./previous-release";
import { type RunResult, runScenario } from "./run-scenario";
import type { Scenario, ScenarioOptions } from "./scenario";
import { type SimStack, simStack } from "./sim-topology";
import { setTraps } from "./traps";

let released: Code | undefined;
let previous: Code | undefined;

/** The product's code as it is, loaded once. */
function releasedCode(): Code {
  released ??= loadCode();
  return released;
}

/** The code that a region may still run. */
export function previousCode(): Code {
  previous ??= loadCode(PREVIOUS_CODE);
  return previous;
}

/** Everything that scenarios of one combination are played with. */
export class Stage {
  private constructor(
    private readonly stacks: ReadonlyMap<PolicyName, SimStack>,
    private readonly code: Code,
  ) {}

  /** Captures or reads the stacks; `patches` change the product's sources for this stage only. */
  static async set(options: ScenarioOptions, patches?: readonly SourcePatch[]): Promise<Stage> {
    const { mode, processor } = options;
    const stacks = new Map<PolicyName, SimStack>();
    for (const policy of POLICY_NAMES) {
      stacks.set(policy, await simStack({ mode, processor, policy }));
    }
    return new Stage(stacks, patches ? loadCode(patches) : releasedCode());
  }

  /** Plays one scenario with the traps set: nothing but the seed decides. */
  async play(scenario: Scenario, tell = false): Promise<RunResult> {
    const stack = this.stacks.get(scenario.policy);
    if (!stack) throw new Error(`no stack was captured for the policy ${scenario.policy}`);
    const code = this.code;
    const old = previousCode();
    const undo = setTraps();
    try {
      return await runScenario({ stack, code, previousCode: old, scenario, tell });
    } finally {
      undo();
    }
  }
}
