/** What a number is compared with; measured in the same run, or it would say nothing. */
export interface Baseline {
  readonly name: string;
  readonly value: number;
}

/**
 * What an issue asks for. `share`: the value is at most so much of the baseline. `gain`: it is at
 * least so many times better. `value`: it is at most, or at least, so much by itself.
 */
export type Goal =
  | { readonly share: number }
  | { readonly gain: number }
  | { readonly value: number };

/** One measured number, before anything is computed from it. */
export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Whether less or more of it is better. @default "less" */
  readonly better?: "less" | "more";
  readonly baseline?: Baseline;
  readonly goal?: Goal;
}

/** A line of the benchmark's table, as JSON has it. */
export interface Row {
  readonly name: string;
  /** Null when it could not be measured; `note` says why. */
  readonly value: number | null;
  readonly unit: string;
  readonly baseline: Baseline | null;
  /** Of the baseline; for a goal that asks for a gain, how many times better than the baseline. */
  readonly ratio: number | null;
  readonly goal: string | null;
  /** Null when there is no goal, or nothing was measured. */
  readonly met: boolean | null;
  readonly note: string | null;
}

export function row(measured: Measured): Row {
  const { name, value, unit, baseline, goal, better = "less" } = measured;
  const share = baseline && value / baseline.value;
  const gain = share === undefined ? undefined : better === "more" ? share : 1 / share;
  const wantsGain = goal !== undefined && "gain" in goal;
  return {
    name,
    value,
    unit,
    baseline: baseline ?? null,
    ratio: (wantsGain ? gain : share) ?? null,
    goal: goal ? goalText(goal, unit, better) : null,
    met: goal ? isMet(goal, { value, share, gain, better }) : null,
    note: null,
  };
}

/** A number that this machine cannot measure, with the reason in a few words. */
export function skipped(name: string, why: string): Row {
  return { ...empty(name), note: `skipped: ${why}` };
}

/** A number whose measurement ended with an error. */
export function crashed(name: string, why: string): Row {
  return { ...empty(name), note: `crashed: ${why}` };
}

function empty(name: string): Row {
  return {
    name,
    value: null,
    unit: "",
    baseline: null,
    ratio: null,
    goal: null,
    met: null,
    note: null,
  };
}

interface Reached {
  readonly value: number;
  readonly share: number | undefined;
  readonly gain: number | undefined;
  readonly better: "less" | "more";
}

function isMet(goal: Goal, { value, share, gain, better }: Reached): boolean {
  if ("value" in goal) return better === "more" ? value >= goal.value : value <= goal.value;
  if (share === undefined || gain === undefined) {
    throw new Error("a goal in relation to a baseline needs the baseline");
  }
  return "share" in goal ? share <= goal.share : gain >= goal.gain;
}

function goalText(goal: Goal, unit: string, better: "less" | "more"): string {
  if ("share" in goal) return `≤ ${goal.share} × baseline`;
  if ("gain" in goal) return `≥ ${goal.gain} × better`;
  return `${better === "more" ? "≥" : "≤"} ${goal.value.toLocaleString("en")} ${unit}`;
}
