/** Something that is done again and again, and costs CPU. */
export interface Contender {
  readonly name: string;
  /** `call` never repeats, so that each call may use an identifier of its own. */
  readonly run: (call: number) => unknown;
}

/** What one call of each of two contenders cost, in microseconds of CPU. */
export interface Costs {
  readonly own: number;
  readonly other: number;
}

export interface Rounds {
  readonly warmUp: number;
  /** Odd, so that one of them is the middle one. */
  readonly rounds: number;
  readonly calls: number;
}

/**
 * Lets the contenders take turns in short rounds: whatever else the machine does, it does to all of
 * them. Answers what the first one costs against each of the others.
 */
export async function compareCpu(
  contenders: readonly Contender[],
  { warmUp, rounds, calls }: Rounds,
): Promise<(name: string) => Costs> {
  const costs = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  let call = 0;
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const { name, run } of contenders) {
      const before = process.cpuUsage();
      for (let i = 0; i < calls; i++) await run(call++);
      const { user, system } = process.cpuUsage(before);
      if (round >= warmUp) costs.get(name)?.push((user + system) / calls);
      // Signals and messages are heard between rounds only.
      await new Promise(setImmediate);
    }
  }
  const own = costs.get(contenders[0]?.name ?? "") ?? [];
  return (name) => middleRound(own, costs.get(name) ?? []);
}

/** The round whose ratio is the median: both of its costs were measured side by side. */
export function middleRound(own: readonly number[], others: readonly number[]): Costs {
  const rounds = own.map((cost, round) => ({ own: cost, other: others[round] ?? Number.NaN }));
  const sorted = rounds.sort((a, b) => a.own / a.other - b.own / b.other);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle || Number.isNaN(middle.other)) throw new Error("the contenders had unequal rounds");
  return middle;
}
