import type { PaymentRecord } from "../../functions/core/payment-record";

/**
 * What is known after a disaster, simulated or drilled, from independent sources: what clients were
 * told, what the processor did, what is stored. Checkers judge these facts and nothing else.
 */
export interface Facts {
  readonly mode: "strong" | "eventual";
  /** Idempotent, with look-up, or neither: decides what may be promised. */
  readonly tier: "A" | "B" | "C";
  readonly regions: readonly string[];
  readonly acknowledgements: readonly Acknowledgement[];
  readonly charges: readonly Charge[];
  readonly calls: readonly ProcessorCall[];
  /** The payments as they are at the end, by key. */
  readonly payments: ReadonlyMap<string, PaymentRecord>;
  /** Every change of a stored payment, in order. */
  readonly changes: readonly PaymentChange[];
  /** Every change of the control item, in order. */
  readonly authorities: readonly AuthorityChange[];
  /** Events that reached the topic, as `kind key`. */
  readonly events: ReadonlySet<string>;
  readonly takeovers: readonly Takeover[];
  /** Every text that was logged, queued, stored or published. */
  readonly texts: readonly string[];
  /** Card numbers and credentials that were put into the world to see whether they leak. */
  readonly planted: readonly string[];
  /** Replicas that differ although everything is healed and quiet. */
  readonly divergedKeys: readonly string[];
  /** Dead letters at the end, and whether somebody was told. */
  readonly deadLetters: { readonly waiting: number; readonly alarmed: boolean };
  readonly availability: Availability;
}

export interface Acknowledgement {
  readonly key: string;
  /** Of the request that was acknowledged; "" when the request was not valid. */
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
  readonly region: string;
  readonly atMs: number;
}

export interface Charge {
  readonly key: string;
  readonly reference: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly atMs: number;
  /** Whether the payment was stored when the effect landed. */
  readonly stored: { readonly amountMinor: string; readonly currency: string } | undefined;
}

export interface ProcessorCall {
  readonly key: string;
  readonly region: string;
  readonly atMs: number;
}

export interface PaymentChange {
  readonly key: string;
  readonly region: string;
  readonly atMs: number;
  readonly before: PaymentRecord | undefined;
  readonly after: PaymentRecord | undefined;
}

export interface AuthorityChange {
  readonly atMs: number;
  readonly active: string;
  readonly epoch: number;
  readonly phase: "STEADY" | "TAKEOVER";
  readonly by: string;
}

export interface Takeover {
  readonly atMs: number;
  readonly to: string;
  readonly automatic: boolean;
  /** How many independent vantage points truly could not reach the old region just before. */
  readonly trulyBad: number;
  readonly targetHealthy: boolean;
}

export interface Availability {
  /** The longest time in which a fresh client got nothing but errors while one region was whole. */
  readonly longestGapMs: number;
  readonly allowedGapMs: number;
}

export interface Violation {
  readonly invariant: string;
  readonly detail: string;
}

export interface Checker {
  readonly id: string;
  readonly statement: string;
  check(facts: Facts): readonly Violation[];
}

/** Names the offenders of one invariant. */
export function violations(invariant: string, details: Iterable<string>): Violation[] {
  return [...details].map((detail) => ({ invariant, detail }));
}
