import type {
  FailoverPolicy,
  PaymentLimits,
  ProcessorSettings,
} from "../../functions/core/settings";
import type { SourcePatch } from "./entry-points";

type Environment = Readonly<Record<string, string>>;

/**
 * The release before this one, as far as a region may still run it: it wrote an older schema and
 * refuses to read the present one, was less patient and slower to look again.
 */
export const PREVIOUS_CODE: readonly SourcePatch[] = [
  {
    file: "functions/core/payment-record.ts",
    find: "const ITEM_SCHEMA_VERSION = 1;",
    replace: "const ITEM_SCHEMA_VERSION = 0;",
  },
  {
    file: "functions/core/transitions.ts",
    find: "export const FIRST_DUE_MS = 5_000;",
    replace: "export const FIRST_DUE_MS = 9_000;",
  },
  {
    file: "functions/core/processing.ts",
    find: "export const MAX_ATTEMPTS = 10;",
    replace: "export const MAX_ATTEMPTS = 7;",
  },
  {
    file: "functions/core/sweep-plan.ts",
    find: "export const REDRIVE_AFTER_MS = 30_000;",
    replace: "export const REDRIVE_AFTER_MS = 45_000;",
  },
];

/** The settings of the stack before its last update: fewer currencies, a slower and stricter detector. */
export function previousSettings(environment: Environment): Environment {
  return {
    ...environment,
    ...changed(environment, "PAYMENT_LIMITS", (limits: PaymentLimits) => ({
      ...limits,
      currencies: limits.currencies.slice(0, 2),
      below: "50000.00",
    })),
    ...changed(environment, "FAILOVER_POLICY", (policy: FailoverPolicy) => ({
      ...policy,
      badTicks: policy.badTicks + 1,
      quorum: 3,
    })),
    ...changed(environment, "PROCESSOR", (processor: ProcessorSettings) => ({
      ...processor,
      timeoutMs: processor.timeoutMs / 2,
    })),
  };
}

function changed<T>(
  environment: Environment,
  key: string,
  change: (settings: T) => T,
): Record<string, string> {
  const text = environment[key];
  return text === undefined ? {} : { [key]: JSON.stringify(change(JSON.parse(text) as T)) };
}
