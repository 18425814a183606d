import type { ProcessorSettings } from "../../functions/core/settings";
import type { Mode, ProcessorKind } from "./scenario";

/** Cross-region: under eventual consistency a call has to end within the authority lease. */
const TIMEOUT_MS: Readonly<Record<Mode, number>> = { strong: 10_000, eventual: 3_000 };

const url = "https://processor.payments-sim.net";
const secretId = "payments/processor";

/** A late effect lands at most this long after a call was sent. */
const MAX_IN_FLIGHT_MS = 45_000;

/** Hardly longer than payments are attempted, so that keys really are forgotten in a long disaster. */
const KEY_RETENTION_SECONDS = 1_200;

const declared = (
  mode: Mode,
  promises: Pick<ProcessorSettings, "idempotencyKey" | "keyRetentionSeconds" | "lookup">,
): ProcessorSettings => ({
  kind: "http",
  url,
  secretId,
  ...promises,
  timeoutMs: TIMEOUT_MS[mode],
  maxInFlightMs: MAX_IN_FLIGHT_MS,
});

/** What the simulated processors promise: tiers A, B and C. */
export const PROCESSORS: Readonly<Record<ProcessorKind, (mode: Mode) => ProcessorSettings>> = {
  idempotent: (mode) =>
    declared(mode, {
      idempotencyKey: true,
      keyRetentionSeconds: KEY_RETENTION_SECONDS,
      lookup: false,
    }),
  lookup: (mode) => declared(mode, { idempotencyKey: false, keyRetentionSeconds: 0, lookup: true }),
  none: (mode) => declared(mode, { idempotencyKey: false, keyRetentionSeconds: 0, lookup: false }),
};
