import { POLICY_NAMES } from "../../local/sim/policies";
import { type SimStack, simStack } from "../../local/sim/sim-topology";

/** The stacks that disasters strike, by failover policy. */
export async function strongStacks(): Promise<Readonly<Record<string, SimStack>>> {
  const stacks: Record<string, SimStack> = {};
  for (const policy of POLICY_NAMES) {
    stacks[policy] = await simStack({ mode: "strong", processor: "idempotent", policy });
  }
  return stacks;
}

/** Captures them and keeps them on disk: the program's libraries belong into a process of their own. */
export async function main(): Promise<number> {
  await strongStacks();
  return 0;
}
