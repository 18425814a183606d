import type { Resolution } from "./aftercare";
import { looksLikeCardNumber } from "./card-number";
import { StepError } from "./step-error";

/** What two people decided about a payment in doubt, on evidence that the reason names. */
export interface ResolutionOrder {
  readonly tenant: string;
  readonly transactionId: string;
  readonly outcome: "processed" | "declined" | "failed";
  /** The processor's own reference; a processed payment always has one. */
  readonly reference: string;
  readonly reason: string;
  /** Who decided: at least two different people. */
  readonly by: readonly string[];
}

const OUTCOMES: Readonly<Record<ResolutionOrder["outcome"], Resolution["status"]>> = {
  processed: "SUCCEEDED",
  declined: "DECLINED",
  failed: "FAILED",
};

export function statusOf({ outcome }: ResolutionOrder): Resolution["status"] {
  return OUTCOMES[outcome];
}

const TEXT_MAX = 200;

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= TEXT_MAX;
}

/** Checks an order that a person typed; names every problem at once. */
export function resolutionOrderFrom(value: unknown): ResolutionOrder {
  const order = (value ?? {}) as Partial<Record<keyof ResolutionOrder, unknown>>;
  const { tenant, transactionId, outcome, reference, reason, by } = order;
  const people = Array.isArray(by) ? new Set(by.filter(isText)) : new Set();
  const texts = [reference, reason].filter(isText);
  const problems = [
    ...(isText(tenant) ? [] : ["tenant names whose payment it is"]),
    ...(isText(transactionId) ? [] : ["transactionId names the payment"]),
    ...(Object.hasOwn(OUTCOMES, String(outcome))
      ? []
      : ["outcome is processed, declined or failed"]),
    ...(isText(reference) || outcome === "failed" ? [] : ["reference is the processor's own"]),
    ...(isText(reason) ? [] : ["reason names the evidence"]),
    ...(people.size >= 2 ? [] : ["by names two different people"]),
    ...(texts.some(looksLikeCardNumber) ? ["no text may look like a card number"] : []),
  ];
  if (problems.length > 0) throw new StepError("InvalidInput", problems.join("; "));
  return { ...(value as ResolutionOrder), reference: isText(reference) ? reference : "" };
}
