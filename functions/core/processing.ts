import type { ChargeAnswer, LookupAnswer } from "./processor";
import { tierOf } from "./processor";
import type { ProcessorSettings } from "./settings";

/** Attempts of one payment before it is parked; with the back-off this spans about five minutes. */
export const MAX_ATTEMPTS = 10;
const BACKOFF_BASE_MS = 2_000;
const BACKOFF_CAP_MS = 60_000;
/** The clocks of two regions may disagree by this much. */
const CLOCK_SKEW_MS = 60_000;
/** Slack between the processor's deadline and the end of a claim. */
const CLAIM_SLACK_MS = 8_000;
/** A key is not trusted in the last tenth of its retention. */
const RETENTION_TRUST = 0.9;

/**
 * How long after the first attempt a key may still be repeated. The first attempt was timed by
 * another clock perhaps, and a repetition may land as late as the processor lets it.
 */
export function keyTrustMs(settings: ProcessorSettings): number {
  const retentionMs = settings.keyRetentionSeconds * 1000 * RETENTION_TRUST;
  return retentionMs - CLOCK_SKEW_MS - settings.maxInFlightMs;
}

/** Why a payment failed that no processor ever gave an answer about. */
export const NO_ANSWER = "processor unavailable";

/** A claimed payment as the decision sees it. */
export interface Attempt {
  readonly number: number;
  readonly firstMs: number;
  readonly nowMs: number;
  /** An earlier attempt may have had an effect. */
  readonly maybeBefore: boolean;
}

/** How long a claim keeps others away: past the latest moment at which its call may still land. */
export function claimLeaseMs(settings: ProcessorSettings): number {
  const call = settings.timeoutMs + CLAIM_SLACK_MS;
  return tierOf(settings) === "B" ? call + settings.maxInFlightMs + CLOCK_SKEW_MS : call;
}

/** The longest time over which a payment may be attempted: a processor's keys must live longer. */
export function attemptHorizonMs(settings: ProcessorSettings): number {
  let horizon = 0;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    horizon += claimLeaseMs(settings) + attemptBackoffMs(attempt);
  }
  return horizon;
}

export type Plan =
  | { readonly step: "charge" }
  | { readonly step: "lookup"; readonly thenCharge: boolean }
  | { readonly step: "park"; readonly status: "FAILED" | "IN_DOUBT"; readonly reason: string };

/** What to do with a claimed payment before asking the processor for anything. */
export function planAttempt(attempt: Attempt, settings: ProcessorSettings): Plan {
  const exhausted = attempt.number > MAX_ATTEMPTS;
  if (!attempt.maybeBefore) {
    if (!exhausted) return { step: "charge" };
    return { step: "park", status: "FAILED", reason: NO_ANSWER };
  }
  const keyTrusted = attempt.nowMs - attempt.firstMs < keyTrustMs(settings);
  if (settings.idempotencyKey && keyTrusted && !exhausted) {
    return { step: "charge" };
  }
  // A charge after a look-up needs certainty that nothing is still on its way: tier B's long claim.
  if (settings.lookup) {
    return { step: "lookup", thenCharge: tierOf(settings) === "B" && !exhausted };
  }
  return { step: "park", status: "IN_DOUBT", reason: "outcome of an earlier attempt is unknown" };
}

export type Next =
  | {
      readonly step: "record";
      readonly status: "SUCCEEDED" | "DECLINED";
      readonly reference: string;
      readonly reason: string;
    }
  | { readonly step: "release"; readonly maybe: boolean; readonly waitMs: number }
  /** Leave the claim in place: its end is the earliest safe moment for the next try. */
  | { readonly step: "keep" }
  | { readonly step: "park"; readonly status: "FAILED" | "IN_DOUBT"; readonly reason: string };

/** What the processor's answer means for the payment. Failed needs proof of no effect. */
export function afterCharge(
  answer: ChargeAnswer,
  attempt: Attempt,
  settings: ProcessorSettings,
): Next {
  switch (answer.kind) {
    case "approved":
      return { step: "record", status: "SUCCEEDED", reference: answer.reference, reason: "" };
    case "declined":
      return {
        step: "record",
        status: "DECLINED",
        reference: answer.reference,
        reason: answer.reason,
      };
    case "refused":
      return releaseFor(attempt, attempt.maybeBefore, answer.retryAfterMs);
    case "rejected":
      if (!attempt.maybeBefore) return { step: "park", status: "FAILED", reason: answer.reason };
      return { step: "park", status: "IN_DOUBT", reason: answer.reason };
    case "mismatch":
      return { step: "park", status: "IN_DOUBT", reason: answer.reason };
    case "unknown":
      return afterUnknown(answer.reason, attempt, settings);
  }
}

/**
 * A repeated message may claim a released payment at once. Where a look-up stands in for a key that
 * would be too early, because the lost call may still land: there the claim has to run out.
 */
function afterUnknown(reason: string, attempt: Attempt, settings: ProcessorSettings): Next {
  switch (tierOf(settings)) {
    case "A":
      return releaseFor(attempt, true);
    case "B":
      return { step: "keep" };
    case "C":
      return { step: "park", status: "IN_DOUBT", reason };
  }
}

/** What a look-up means; `absent` with `thenCharge` is answered by charging, not here. */
export function afterLookup(answer: LookupAnswer, attempt: Attempt): Next {
  switch (answer.kind) {
    case "approved":
      return { step: "record", status: "SUCCEEDED", reference: answer.reference, reason: "" };
    case "declined":
      return {
        step: "record",
        status: "DECLINED",
        reference: answer.reference,
        reason: answer.reason,
      };
    case "unknown":
      if (attempt.number <= MAX_ATTEMPTS) return releaseFor(attempt, true);
      return { step: "park", status: "IN_DOUBT", reason: "processor cannot be asked" };
    case "absent":
      return { step: "park", status: "IN_DOUBT", reason: "processor does not know the payment" };
  }
}

function releaseFor(attempt: Attempt, maybe: boolean, atLeastMs = 0): Next {
  const waitMs = Math.max(attemptBackoffMs(attempt.number), atLeastMs);
  return { step: "release", maybe, waitMs };
}

function attemptBackoffMs(attempt: number): number {
  return Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (attempt - 1));
}
