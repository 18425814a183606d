import type { ProcessorSettings } from "./settings";

/** What the processor is asked to charge. The key is `tenant#id` and nothing else, ever. */
export interface ChargeOrder {
  readonly key: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly customer: string;
  readonly method: string;
}

export type ChargeAnswer =
  | { readonly kind: "approved"; readonly reference: string }
  | { readonly kind: "declined"; readonly reference: string; readonly reason: string }
  /** Proven no effect; another try may help. */
  | { readonly kind: "refused"; readonly reason: string; readonly retryAfterMs?: number }
  /** Proven no effect; no try will help. */
  | { readonly kind: "rejected"; readonly reason: string }
  /** The processor knows this key with other parameters: two different payments claim one name. */
  | { readonly kind: "mismatch"; readonly reason: string }
  /** Nobody knows. */
  | { readonly kind: "unknown"; readonly reason: string };

export type LookupAnswer =
  | Extract<ChargeAnswer, { kind: "approved" | "declined" | "unknown" }>
  | { readonly kind: "absent" };

/** The port to whoever moves the money. Never throws: every failure has an answer above. */
export interface Processor {
  charge(order: ChargeOrder): Promise<ChargeAnswer>;
  lookup(key: string): Promise<LookupAnswer>;
}

/**
 * What a processor can promise decides what we can: A repeats a key safely, B can be asked afterwards,
 * C offers neither, so an unknown outcome can only be reported.
 */
export type Tier = "A" | "B" | "C";

export function tierOf(settings: ProcessorSettings): Tier {
  if (settings.idempotencyKey) return "A";
  return settings.lookup ? "B" : "C";
}
