import { listAt, textAt, valueAt } from "./property-path";
import type { Properties } from "./resource-node";

/** How long a failover takes in the worst case, and why. */
export interface FailoverBudget {
  /** Until payments are accepted again. */
  readonly acceptSeconds: number;
  /** Until the whole failover is finished. */
  readonly wholeSeconds: number;
  /** The longest path, step by step. */
  readonly path: readonly string[];
}

/** The budget a stack publishes among its outputs; undefined when it publishes none. */
export function declaredBudget(outputs: Properties): FailoverBudget | undefined {
  const budget = valueAt(outputs, "failoverBudget");
  const acceptSeconds = Number(valueAt(budget, "acceptSeconds"));
  const wholeSeconds = Number(valueAt(budget, "wholeSeconds"));
  if (!Number.isFinite(acceptSeconds) || !Number.isFinite(wholeSeconds)) return undefined;
  const path = listAt(budget, "path").map((step) =>
    typeof step === "string" ? step : `${textAt(step, "name")} (${textAt(step, "seconds")} s)`,
  );
  return { acceptSeconds, wholeSeconds, path };
}
