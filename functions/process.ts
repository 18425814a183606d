import type { AuthorityLease } from "./core/control-item";
import { type PaymentEvent, paymentEvent, publishInput } from "./core/payment-event";
import type { PaymentRecord } from "./core/payment-record";
import type { BasePorts, Remote } from "./core/ports";
import {
  type Attempt,
  afterCharge,
  afterLookup,
  claimLeaseMs,
  type Next,
  planAttempt,
} from "./core/processing";
import type { Processor } from "./core/processor";
import { errorName } from "./core/retry";
import type { Consistency, ProcessorSettings } from "./core/settings";
import type { AuthorityReader } from "./store/authority";
import {
  claimPayment,
  type PaymentStorePorts,
  parkPayment,
  recordResult,
  releasePayment,
} from "./store/payments";

export interface ProcessPorts extends BasePorts, PaymentStorePorts {
  readonly authority: AuthorityReader;
  readonly processor: Processor;
  readonly settings: ProcessorSettings;
  readonly consistency: Consistency;
  readonly sns: Remote;
  readonly eventsTopicArn: string;
}

/** Takes one hint from the queue and moves its payment as far as it will go. */
export function process(ports: ProcessPorts) {
  // Cross-region: under eventual consistency the whole call must end within the lease, because the
  // new region only waits that long; under strong consistency the claim itself decides who may call.
  const needed = ports.consistency === "eventual" ? ports.settings.timeoutMs : 1;

  return async (key: string): Promise<void> => {
    const lease = await ports.authority.hold(needed);
    if (!lease) {
      // Not our turn. The region that has authority finds the payment through the `due` index.
      ports.metrics.count("HintDropped");
      return;
    }
    const owner = `${ports.region}:${Math.floor(ports.random() * 2 ** 52).toString(36)}`;
    const epoch = lease.authority.epoch;
    const leaseMs = ports.clock.nowMs() + claimLeaseMs(ports.settings);
    const result = await claimPayment(ports, { key, owner, epoch, leaseMs });
    if (!result.claimed) return;
    const { payment } = result;
    const next = await attempt(ports, payment, needed);
    await conclude(ports, payment, next);
  };
}

async function attempt(ports: ProcessPorts, payment: PaymentRecord, needed: number): Promise<Next> {
  const nowMs = ports.clock.nowMs();
  const seen: Attempt = {
    number: payment.attempt,
    firstMs: payment.firstAttemptMs ?? nowMs,
    nowMs,
    maybeBefore: payment.maybe,
  };
  const plan = planAttempt(seen, ports.settings);
  if (plan.step === "park") return plan;
  if (plan.step === "charge") return charge(ports, payment, seen, needed);
  const found = await ports.processor.lookup(payment.key);
  if (found.kind !== "absent" || !plan.thenCharge) return afterLookup(found, seen);
  return charge(ports, payment, { ...seen, maybeBefore: false }, needed);
}

/**
 * Authority is asked for again right before the money moves: the claim may have taken its time. A claim
 * that has run out gives no right to call any more: somebody else may have taken the payment over, or
 * parked it as a doubt that people have already settled as never charged.
 */
async function charge(
  ports: ProcessPorts,
  payment: PaymentRecord,
  seen: Attempt,
  needed: number,
): Promise<Next> {
  const lease: AuthorityLease | undefined = await ports.authority.hold(needed);
  if (!lease) return { step: "release", maybe: seen.maybeBefore, waitMs: 0 };
  if (ports.clock.nowMs() >= (payment.leaseMs ?? 0)) return { step: "keep" };
  const { key, amountMinor, currency, customer, method } = payment;
  const answer = await ports.processor.charge({ key, amountMinor, currency, customer, method });
  return afterCharge(answer, seen, ports.settings);
}

async function conclude(ports: ProcessPorts, payment: PaymentRecord, next: Next): Promise<void> {
  const { key, epoch, fingerprint } = payment;
  const owner = payment.owner ?? "";
  if (next.step === "keep") return;
  if (next.step === "release") {
    const dueMs = ports.clock.nowMs() + next.waitMs;
    await releasePayment(ports, { key, owner, epoch, maybe: next.maybe, dueMs });
    ports.metrics.count("PaymentReleased");
    return;
  }
  if (next.step === "park") {
    const { status, reason } = next;
    await parkPayment(ports, { key, owner, epoch, status, seenVersion: payment.version, reason });
    ports.metrics.count(status === "FAILED" ? "PaymentFailed" : "PaymentInDoubt");
    return;
  }
  const kind = next.status === "SUCCEEDED" ? "processed" : "declined";
  // Told before it is recorded: a recorded result has always been told at least once.
  const told = await publish(ports, paymentEvent(kind, payment, next));
  const { status, reference, reason } = next;
  const unpublished = told ? undefined : kind;
  const outcome = await recordResult(ports, {
    key,
    fingerprint,
    epoch,
    status,
    reference,
    reason,
    unpublished,
  });
  if (outcome === "contradicted") {
    ports.metrics.count("ResultContradicted");
    ports.log.error("a terminal payment has another result", { key, reference });
  }
  ports.metrics.count(status === "SUCCEEDED" ? "PaymentProcessed" : "PaymentDeclined");
}

async function publish(ports: ProcessPorts, event: PaymentEvent): Promise<boolean> {
  try {
    await ports.sns.send("Publish", publishInput(ports.eventsTopicArn, event));
    return true;
  } catch (error) {
    ports.log.warn("event waits for the sweeper", { error: errorName(error) });
    return false;
  }
}
