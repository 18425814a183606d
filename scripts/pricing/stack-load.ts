import type { StackSettings } from "../../local/program/stack-settings";
import type { Load } from "./load";

/** What a stack says of its load and leaves to the defaults when it does not. */
const DEFAULTS = { monthlyPayments: 1_000_000, readsPerPayment: 2, keptMonths: 12 } as const;

/** Drills are failovers, too: one there and one back. */
const MOVES_PER_MONTH = 2;

/** The load that a stack is built for, where nobody asks for another one. */
export function stackLoad(
  { project, config }: Pick<StackSettings, "project" | "config">,
  asked: Partial<Load> = {},
): Load {
  const declared = JSON.parse(config[`${project}:load`] ?? "{}") as Partial<
    Record<keyof typeof DEFAULTS, number>
  >;
  const own = { ...DEFAULTS, ...declared };
  return {
    payments: asked.payments ?? own.monthlyPayments,
    readsPerPayment: asked.readsPerPayment ?? own.readsPerPayment,
    monthsKept: asked.monthsKept ?? own.keptMonths,
    movesPerMonth: asked.movesPerMonth ?? MOVES_PER_MONTH,
  };
}
