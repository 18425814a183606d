import {
  allBut,
  BESIDE_A_MOVE,
  type CrashWorld,
  ends,
  PAUSES,
  payment,
  stream,
  WATCHERS,
  window,
  without,
  world,
} from "./small-world";

const LOST = [window("region-down", "primary", 5_000, 140_000)];

/** Authority on its way from one region to the other, or back. */
export const MOVE_WORLDS: readonly CrashWorld[] = [
  world(
    "a takeover",
    { healMs: 141_000, windows: LOST, payments: [payment({ atMs: 60_000, resolver: "dns" })] },
    { expects: ends("secondary") },
  ),
  world(
    "a takeover with approval",
    {
      healMs: 201_000,
      windows: [window("region-down", "primary", 5_000, 200_000)],
      policy: "four-eyes",
      approvers: "slow",
    },
    { background: without(BESIDE_A_MOVE, "detect"), expects: ends("secondary") },
  ),
  world(
    "an eventual takeover",
    { mode: "eventual", healMs: 141_000, windows: LOST },
    { expects: ends("secondary") },
  ),
  world(
    "a switch and the way back",
    {
      healMs: 280_000,
      windows: [
        window("operator-switch", "primary", 5_000),
        window("operator-failback", "primary", 90_000, 280_000),
      ],
    },
    { background: BESIDE_A_MOVE, expects: ends("primary") },
  ),
  world(
    "an alarm beside a silent detector",
    {
      healMs: 240_000,
      policy: "four-eyes",
      approvers: "slow",
      windows: [
        window("detect-silent", "primary", 20_000, 240_000),
        window("alarm-storm", "primary", 120_000),
      ],
    },
    { background: BESIDE_A_MOVE, expects: ends("either") },
  ),
  world(
    "an alarm that nothing confirms",
    {
      healMs: 120_000,
      windows: [
        window("region-down", "witness", 20_000, 120_000),
        window("alarm-storm", "primary", 60_000),
      ],
    },
    { faults: [], expects: ends("primary") },
  ),
  world(
    "a switch in the middle of a payment",
    {
      healMs: 60_000,
      payments: [3_000, 5_000, 7_000].map((atMs, index) => payment({ id: `t${index}`, atMs })),
      windows: [window("operator-switch", "primary", 8_000)],
    },
    { background: WATCHERS, faults: PAUSES, expects: ends("either") },
  ),
  world(
    "two orders in a row",
    {
      healMs: 60_000,
      windows: [
        window("operator-switch", "primary", 3_000),
        window("operator-switch", "secondary", 9_000),
      ],
    },
    { background: BESIDE_A_MOVE, faults: PAUSES },
  ),
  world(
    "an eventual switch in the middle of payments",
    {
      mode: "eventual",
      policy: "auto",
      healMs: 100_000,
      payments: stream(60, 62_100, 150),
      windows: [window("operator-switch", "primary", 66_740)],
    },
    { background: allBut("process"), faults: ["frozen"], expects: ends("either") },
  ),
  world(
    "an eventual workflow that is stopped",
    {
      mode: "eventual",
      healMs: 30_000,
      windows: [
        window("operator-switch", "primary", 5_000),
        window("workflow-stopped", "secondary", 12_000),
      ],
    },
    { background: WATCHERS, expects: ends("either") },
  ),
  world(
    "a workflow that is stopped",
    {
      healMs: 720_000,
      windows: [
        window("operator-switch", "primary", 5_000),
        window("workflow-stopped", "secondary", 8_000),
      ],
    },
    { background: allBut("fence", "evidence"), expects: ends("secondary") },
  ),
  world(
    "a switch after a declined payment",
    {
      processor: "lookup",
      healMs: 60_000,
      payments: [payment({ method: "decline_card" })],
      windows: [window("operator-switch", "primary", 30_000)],
    },
    { background: allBut("reconcile"), expects: ends("secondary") },
  ),
];
