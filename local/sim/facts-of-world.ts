import { type PaymentRecord, paymentFrom } from "../../functions/core/payment-record";
import { tierOf } from "../../functions/core/processor";
import type { Availability, Facts, Takeover } from "../checkers/facts";
import { PLANTED_CARD } from "./client-rules";
import type { World } from "./world";

/** How long the next fresh client may have waited to knock, and how long one knock takes. */
const KNOCKING_MS = 5_000;

/** Everything the checkers look at, when the run is over. */
export function factsOf(world: World): Facts {
  const { history, scenario, stack, topology } = world;
  const payments = storedPayments(world);
  return {
    mode: scenario.mode,
    tier: tierOf(stack.processor),
    coolDownMs: stack.policy.coolDownSeconds * 1000,
    clockSkewMs: Math.abs(scenario.skewMs.primary - scenario.skewMs.secondary),
    regions: [topology.primary, topology.secondary],
    acknowledgements: history.acknowledgements,
    readings: history.readings,
    charges: world.processor.charges,
    calls: history.calls,
    payments,
    changes: history.changes,
    authorities: history.authorities,
    events: history.events,
    alerts: scenario.fanOut ? history.alerts : undefined,
    takeovers: history.takeovers.map((one) => ({ ...one, isFailback: isFailback(world, one) })),
    texts: [...history.texts, ...[...payments.values()].flatMap(textsOf)],
    planted: [PLANTED_CARD],
    divergedKeys: divergedPayments(world),
    deadLetters: world.alarms.deadLetters(),
    availability: availabilityOf(world),
  };
}

/** The payments as they count now, by key. */
export function storedPayments(world: World): Map<string, PaymentRecord> {
  const payments = new Map<string, PaymentRecord>();
  for (const item of world.dynamo.items(world.topology.primary, world.transactionsTable)) {
    // Heartbeats of the replication live in the same table and are no payments.
    if (!item.st) continue;
    const payment = paymentFrom(item as Parameters<typeof paymentFrom>[0]);
    payments.set(payment.key, payment);
  }
  return payments;
}

/** The record that every move leaves under its epoch. */
function isFailback(world: World, { epoch }: Takeover): boolean | undefined {
  const { controlTable, dynamo, topology } = world;
  const kind = dynamo.itemOf(topology.primary, controlTable, `workflow#${epoch}`)?.kind?.S;
  return kind === undefined ? undefined : kind === "failback";
}

function textsOf({ customer, method, reason, reference }: PaymentRecord): string[] {
  return [customer, method, reason ?? "", reference ?? ""];
}

function availabilityOf(world: World): Availability {
  const { scenario, stack } = world;
  const [window] = scenario.windows;
  if (scenario.kind !== "clean-loss" || !window) {
    return { freshRequests: [], fromMs: 0, untilMs: 0, allowedGapMs: 0 };
  }
  return {
    freshRequests: world.history.freshRequests,
    fromMs: window.fromMs,
    untilMs: window.untilMs,
    allowedGapMs: stack.acceptWithinMs + KNOCKING_MS,
  };
}

/** Payments that are not the same in both regions; heartbeats beside them are always a little apart. */
export function divergedPayments(world: World): string[] {
  return world.dynamo.differences(world.transactionsTable).filter((key) => key.includes("#"));
}
