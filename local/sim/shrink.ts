import { unexpected } from "./expected-violations";
import type { RateFault } from "./fault-kinds";
import type { PaymentPlan, Scenario } from "./scenario";
import type { Stage } from "./stage";

export interface Shrunk {
  readonly scenario: Scenario;
  readonly runs: number;
}

/** Nobody waits longer than this for a smaller story. */
const LONGEST_CPU_SECONDS = 9;

/**
 * Makes a failing scenario as small as it goes while its first invariant keeps failing: fewer faults,
 * fewer payments, simpler payments. Luck is drawn by name, so that what is taken away does not change
 * what happens to the rest.
 */
export async function shrink(
  stage: Stage,
  failing: Scenario,
  invariant: string,
  cpuSeconds = LONGEST_CPU_SECONDS,
): Promise<Shrunk> {
  const cpu = process.cpuUsage();
  let runs = 0;
  const hasTime = () => {
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1e6 < cpuSeconds;
  };
  const fails = async (scenario: Scenario): Promise<boolean> => {
    if (!hasTime()) return false;
    runs += 1;
    const { violations } = await stage.play(scenario);
    return unexpected(scenario, violations)[0]?.invariant === invariant;
  };
  let scenario = failing;
  let before: Scenario | undefined;
  while (before !== scenario && hasTime()) {
    before = scenario;
    scenario = await withFewer(scenario, fails);
    for (const simpler of simplifications(scenario)) {
      const candidate = { ...scenario, ...simpler };
      if (await fails(candidate)) scenario = candidate;
    }
  }
  return { scenario, runs };
}

type Fails = (scenario: Scenario) => Promise<boolean>;

async function withFewer(scenario: Scenario, fails: Fails): Promise<Scenario> {
  const payments = await fewest(scenario.payments, (some) =>
    fails({ ...scenario, payments: some }),
  );
  const fewer = { ...scenario, payments };
  const windows = await fewest(fewer.windows, (some) => fails({ ...fewer, windows: some }));
  const calmer = { ...fewer, windows };
  const rates = Object.entries(calmer.rates) as [RateFault, number][];
  const kept = await fewest(rates, (some) => fails({ ...calmer, rates: Object.fromEntries(some) }));
  const changed =
    payments.length < scenario.payments.length ||
    windows.length < scenario.windows.length ||
    kept.length < rates.length;
  return changed ? { ...calmer, rates: Object.fromEntries(kept) } : scenario;
}

/** Delta debugging: the smallest part of a list that still fails, found by leaving out ever less. */
async function fewest<T>(
  items: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  if (items.length > 0 && (await fails([]))) return [];
  let kept = items;
  let parts = 2;
  while (kept.length >= 2) {
    const size = Math.ceil(kept.length / parts);
    let shorter: readonly T[] | undefined;
    for (let from = 0; from < kept.length && !shorter; from += size) {
      const rest = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await fails(rest)) shorter = rest;
    }
    if (shorter) {
      kept = shorter;
      parts = Math.max(parts - 1, 2);
    } else if (size === 1) return kept;
    else parts = Math.min(parts * 2, kept.length);
  }
  return kept;
}

/** Everything else that a scenario may do without. */
function simplifications(scenario: Scenario): Partial<Scenario>[] {
  const plain = (plan: PaymentPlan): PaymentPlan => ({
    ...plan,
    copies: 1,
    conflictAfterMs: undefined,
    readsAfterMs: [],
  });
  const candidates: Partial<Scenario>[] = [
    { payments: scenario.payments.map(plain) },
    { skewMs: { primary: 0, secondary: 0 } },
    { upgradedAtMs: 0 },
    { fanOut: false },
    { settles: false },
    { approvers: "prompt" },
  ];
  return candidates.filter((one) =>
    Object.entries(one).some(
      ([name, value]) => JSON.stringify(scenario[name as keyof Scenario]) !== JSON.stringify(value),
    ),
  );
}
