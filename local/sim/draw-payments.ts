import type { Random } from "../engine/random";
import type { PaymentPlan } from "./scenario";

/** Nobody asks later than this: then the world has healed, and everybody got a chance to see it. */
const LAST_QUESTION_MS = 188_000;

/** Between 15 and 39 payments, some of them doubled, contradicted, malformed or asked about. */
export function drawPayments(random: Random): PaymentPlan[] {
  const count = 15 + random.int(25);
  return Array.from({ length: count }, (_, index) => drawPayment(index, random.fork(`${index}`)));
}

function drawPayment(index: number, random: Random): PaymentPlan {
  const copies = random.chance(0.15) ? 2 + random.int(2) : 1;
  const atMs = Math.round(random.between(2_000, 165_000));
  const within = (ms: number) => Math.min(ms, LAST_QUESTION_MS - atMs);
  return {
    id: `t${index}`,
    atMs,
    amountMinor: 1 + random.int(9_999_998),
    currency: random.pick(["USD", "EUR", "GBP"] as const),
    method: drawMethod(random),
    shape: random.chance(0.12)
      ? random.pick(["malformed", "card-number", "too-large", "float-trap"] as const)
      : "valid",
    resolver: random.chance(0.3) ? random.pick(["stale", "primary", "secondary"] as const) : "dns",
    copies,
    conflictAfterMs: random.chance(0.12)
      ? Math.round(random.between(0, within(60_000)))
      : undefined,
    patienceMs: Math.round(random.between(20_000, 150_000)),
    readsAfterMs: random.chance(0.25)
      ? Array.from({ length: 1 + random.int(3) }, () =>
          Math.round(random.between(50, within(90_000))),
        )
      : [],
  };
}

function drawMethod(random: Random): string {
  const luck = random.next();
  if (luck < 0.08) return "decline_card";
  return luck < 0.11 ? "broken_card" : "card_ok";
}
