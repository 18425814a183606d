import type { PaymentPlan } from "../scenario";
import { type CrashWorld, PAUSES, payment, stream, WATCHERS, window, world } from "./small-world";

const SLOW = window("processor-slow", "processor", 0, 30_000);

/** Too small to be told to the operators for its amount alone. */
const small = (parts: Partial<PaymentPlan>) => payment({ amountMinor: 4_200, ...parts });

/** Payments on their way, and what becomes of them when something dies. */
export const PAYMENT_WORLDS: readonly CrashWorld[] = [
  world("a payment", { healMs: 30_000 }),
  world(
    "a declined payment",
    { healMs: 30_000, payments: [payment({ method: "decline_card" })] },
    { background: WATCHERS },
  ),
  world(
    "a payment that fails",
    { healMs: 30_000, payments: [small({ method: "broken_card" })] },
    { background: WATCHERS },
  ),
  world(
    "an unknown outcome without keys",
    { processor: "none", healMs: 30_000, payments: [small({})], windows: [SLOW] },
    { background: WATCHERS },
  ),
  world(
    "an unknown outcome with look-ups",
    { processor: "lookup", healMs: 60_000, windows: [SLOW] },
    { background: WATCHERS },
  ),
  world(
    "a busy processor",
    {
      healMs: 40_000,
      processor: "lookup",
      windows: [
        window("processor-slow", "processor", 0, 20_000),
        window("processor-busy", "processor", 20_000, 40_000),
      ],
    },
    { background: WATCHERS, faults: PAUSES },
  ),
  world(
    "a processor that goes away",
    {
      healMs: 850_000,
      payments: stream(3, 4_000, 500),
      windows: [
        window("processor-slow", "processor", 0, 20_000),
        window("processor-busy", "processor", 20_000, 850_000),
      ],
    },
    { background: new Set([...WATCHERS, "sweep"]) },
  ),
];
