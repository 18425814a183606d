import { allBut, type CrashWorld, ends, payment, stream, window, world } from "./small-world";

/** Calls of one function freeze: whoever wakes up meets what others have done meanwhile. */
const FROZEN = ["frozen"] as const;

/** What came too late: workers, hints, news from the other region. */
export const LATE_WORLDS: readonly CrashWorld[] = [
  world(
    "a worker that wakes up late",
    {
      healMs: 80_000,
      payments: stream(9, 44_000, 100),
      windows: [
        // Whoever calls late waits for an answer in vain; whoever took over meanwhile gets one.
        { ...window("cut", "primary", 54_000, 66_000), to: "processor" },
        window("hints-replayed", "primary", 63_300),
      ],
    },
    { background: allBut("process"), faults: FROZEN },
  ),
  world(
    "a doubt that is settled meanwhile",
    {
      processor: "none",
      healMs: 17_200,
      payments: stream(9, 44_000, 100),
      windows: [
        // Whoever calls late gets no answer, whoever calls too late would have an effect.
        { ...window("cut", "primary", 54_000, 71_500), to: "processor" },
        window("hints-replayed", "primary", 63_300),
      ],
    },
    { background: allBut("process"), faults: FROZEN },
  ),
  world(
    "a doubt that is told while it is settled",
    {
      processor: "none",
      healMs: 12_500,
      payments: stream(4, 54_000, 100),
      windows: [
        window("processor-down", "processor", 0, 110_000),
        window("operator-switch", "primary", 62_000),
      ],
    },
    { background: allBut("sweep"), faults: FROZEN, expects: ends("secondary") },
  ),
  world(
    "hints in the region that lost authority",
    {
      healMs: 90_000,
      payments: stream(40, 50_000, 400),
      windows: [
        window("processor-busy", "processor", 0, 80_000),
        window("operator-switch", "primary", 62_000),
        ...[63_500, 64_500, 65_500, 66_500].map((atMs) =>
          window("hints-replayed", "primary", atMs),
        ),
      ],
    },
    { faults: [], expects: ends("secondary") },
  ),
  world(
    "two bodies on two sides",
    {
      mode: "eventual",
      healMs: 100_000,
      payments: [
        payment({ atMs: 6_000, readsAfterMs: [] }),
        payment({ atMs: 9_000, resolver: "secondary", amountMinor: 4_200, readsAfterMs: [] }),
      ],
      windows: [
        window("replication-stopped", "primary", 3_000, 90_000),
        window("replication-stopped", "secondary", 3_000, 90_000),
        window("operator-switch", "primary", 20_000),
      ],
    },
    { faults: [], bears: new Set(["I3", "I5", "I6", "I16"]) },
  ),
  world(
    "alerts that cannot be published",
    {
      healMs: 120_000,
      payments: stream(6, 54_000, 100).map((plan) => ({ ...plan, method: "broken_card" })),
      windows: [
        window("operator-switch", "primary", 62_000),
        // Right between the sweep after the move, which tells of the failures, and the alerts.
        window("topic-down", "secondary", 64_530, 120_000),
      ],
    },
    { faults: [], expects: ends("secondary") },
  ),
];
