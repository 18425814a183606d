import { createHash } from "node:crypto";
import type { Clock } from "../core/ports";
import type { ChargeAnswer, ChargeOrder, Processor } from "../core/processor";
import type { ProcessorSettings } from "../core/settings";

/** What a payment method of the form `sandbox-<behaviour>…` makes the sandbox do. */
const SANDBOX_BEHAVIOURS = [
  "decline",
  "timeout",
  "late",
  "twice",
  "busy",
  "down",
  "reject",
  "mismatch",
] as const;

type Behaviour = (typeof SANDBOX_BEHAVIOURS)[number];

const TOKEN = new RegExp(`^sandbox-(${SANDBOX_BEHAVIOURS.join("|")})(?![a-z])`);

/** Keys whose first answer was withheld; bounded, because a sandbox may live for days. */
const REMEMBERED = 10_000;

/**
 * A processor that moves no money. The same order always gets the same reference, in any region and
 * after any restart, so it behaves like one that honours idempotency keys for ever.
 */
export function sandboxProcessor(
  settings: ProcessorSettings,
  clock: Pick<Clock, "sleep">,
): Processor {
  const asked = new Set<string>();
  const firstTime = (key: string): boolean => {
    if (asked.has(key)) return false;
    if (asked.size >= REMEMBERED) asked.clear();
    asked.add(key);
    return true;
  };

  async function charge(order: ChargeOrder): Promise<ChargeAnswer> {
    switch (behaviourOf(order.method)) {
      case "decline":
        return { kind: "declined", reference: referenceOf(order), reason: "insufficient funds" };
      case "timeout":
        await clock.sleep(settings.timeoutMs);
        return { kind: "unknown", reason: "no answer within the deadline" };
      case "late":
        if (!firstTime(order.key)) break;
        await clock.sleep(settings.timeoutMs);
        return { kind: "unknown", reason: "no answer within the deadline" };
      case "twice":
        if (!firstTime(order.key)) break;
        return { kind: "unknown", reason: "connection lost" };
      case "busy":
        if (!firstTime(order.key)) break;
        return { kind: "refused", reason: "too many requests", retryAfterMs: 1_000 };
      case "down":
        return { kind: "refused", reason: "out of service" };
      case "reject":
        return { kind: "rejected", reason: "unknown payment method" };
      case "mismatch":
        return { kind: "mismatch", reason: "the key belongs to another charge" };
    }
    return { kind: "approved", reference: referenceOf(order) };
  }

  return {
    charge,
    // It keeps no books, so it cannot say what became of a key, and never pretends to.
    lookup: async () => ({ kind: "unknown", reason: "the sandbox keeps no record" }),
  };
}

function behaviourOf(method: string): Behaviour | undefined {
  return TOKEN.exec(method)?.[1] as Behaviour | undefined;
}

function referenceOf(order: ChargeOrder): string {
  const parts = [order.key, order.amountMinor, order.currency, order.customer, order.method];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return `sandbox-${digest.slice(0, 24)}`;
}
