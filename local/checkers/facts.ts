import type { PaymentRecord } from "../../functions/core/payment-record";

/**
 * What is known after a disaster, simulated or drilled, from independent sources: what clients were
 * told, what the processor did, what is stored. Checkers judge these facts and nothing else.
 */
export interface Facts {
  readonly mode: "strong" | "eventual";
  /** Idempotent, with look-up, or neither: decides what may be promised. */
  readonly tier: "A" | "B" | "C";
  /** At least this long lies between two automatic takeovers. */
  readonly coolDownMs: number;
  /** How far the regions' clocks are apart. */
  readonly clockSkewMs: number;
  readonly regions: readonly string[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** What clients were told who asked for the state of a payment. */
  readonly readings: readonly StatusReading[];
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
  /** Alerts that reached the operators, as `kind key`; undefined where nobody followed events so far. */
  readonly alerts: ReadonlySet<string> | undefined;
  readonly takeovers: readonly Takeover[];
  /** Every text that was logged, queued, stored or published. */
  readonly texts: readonly string[];
  /** Card numbers and credentials that were put into the world to see whether they leak. */
  readonly planted: readonly string[];
  /** Replicas that differ although everything is healed and quiet. */
  readonly divergedKeys: readonly string[];
  /** Queues in which dead letters have been lying for minutes. */
  readonly deadLetters: readonly DeadLetters[];
  readonly availability: Availability;
}

export interface Acknowledgement {
  readonly key: string;
  /** Of the request that was acknowledged; "" when the request was not valid. */
  readonly fingerprint: string;
  /** What the client wanted to pay; "" when the request was not valid. */
  readonly amountMinor: string;
  readonly status: number;
  readonly body: string;
  readonly region: string;
  readonly atMs: number;
}

export interface StatusReading {
  readonly key: string;
  readonly region: string;
  readonly askedMs: number;
  readonly atMs: number;
  /** The status as shown; undefined: there is no such payment. */
  readonly shown: string | undefined;
  readonly reference: string | undefined;
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
  readonly epoch: number;
  readonly to: string;
  readonly automatic: boolean;
  /** How many independent vantage points truly could not reach the old region just before. */
  readonly trulyBad: number;
  /** How many vantage points told lies about it just before. */
  readonly liars: number;
  readonly targetHealthy: boolean;
  /** Undefined where the policy asks nobody. */
  readonly approval: Approval | undefined;
  /** Somebody led the traffic back; undefined where the move left no record. */
  readonly isFailback?: boolean | undefined;
}

/** How many people had to agree to a move, and how many did. */
export interface Approval {
  readonly required: number;
  readonly given: number;
}

/** Dead letters in one queue. */
export interface DeadLetters {
  readonly queue: string;
  readonly waiting: number;
  /** Whether an alarm about them went off. */
  readonly alarmed: boolean;
}

/** A client that had never been there before, while one region was lost and all else was well. */
export interface FreshRequest {
  readonly askedMs: number;
  readonly atMs: number;
  readonly accepted: boolean;
}

/** What fresh clients met between the loss of one region and its end. */
export interface Availability {
  readonly freshRequests: readonly FreshRequest[];
  readonly fromMs: number;
  readonly untilMs: number;
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
