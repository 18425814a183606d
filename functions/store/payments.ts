import { alertedInput, bumpInput, type Resolution, resolveInput } from "../core/aftercare";
import { fingerprint } from "../core/fingerprint";
import type { EventKind } from "../core/payment-event";
import { type Item, type PaymentRecord, paymentFrom } from "../core/payment-record";
import type { CanonicalPayment } from "../core/payment-request";
import type { BasePorts, Remote } from "../core/ports";
import { failureOf } from "../core/retry";
import {
  acceptInput,
  type Claim,
  claimInput,
  type Parking,
  type Place,
  parkInput,
  type Recording,
  type Release,
  recordInput,
  releaseInput,
} from "../core/transitions";
import { callRepeatable } from "./call";

export interface PaymentStorePorts extends Pick<BasePorts, "region" | "clock" | "random"> {
  readonly dynamo: Remote;
  readonly transactionsTable: string;
}

/** A failed condition hands back the item that made it fail; nothing when there was none. */
interface ConditionFailure {
  readonly Item?: Item;
}

type Write =
  | { readonly done: true; readonly before: Item | undefined }
  | { readonly done: false; readonly before: Item | undefined };

function placeOf(ports: PaymentStorePorts): Place {
  const { region, clock, transactionsTable } = ports;
  return { region, nowMs: clock.nowMs(), table: transactionsTable };
}

async function write(ports: PaymentStorePorts, operation: string, input: object): Promise<Write> {
  try {
    const output = await callRepeatable<{ Attributes?: Item }>(
      ports,
      ports.dynamo,
      operation,
      input,
    );
    return { done: true, before: output.Attributes };
  } catch (error) {
    if (failureOf(error) !== "condition") throw error;
    return { done: false, before: (error as ConditionFailure).Item };
  }
}

export type Acceptance = "accepted" | "replayed" | "conflict";

/**
 * T1. The same request again, from any client in any region or from our own retry after a lost reply,
 * finds its own fingerprint: that is a replay, and the answer is the same.
 */
export async function acceptPayment(
  ports: PaymentStorePorts,
  payment: CanonicalPayment,
): Promise<Acceptance> {
  const result = await write(ports, "PutItem", acceptInput(payment, placeOf(ports)));
  if (result.done) return "accepted";
  return result.before?.fp?.S === fingerprint(payment) ? "replayed" : "conflict";
}

export type ClaimResult =
  | { readonly claimed: true; readonly payment: PaymentRecord }
  /** Somebody else works on it, or it is finished, or it does not exist. */
  | { readonly claimed: false; readonly payment: PaymentRecord | undefined };

/** T2. The record that comes back is the state after the claim, with `maybe` as it was before it. */
export async function claimPayment(ports: PaymentStorePorts, claim: Claim): Promise<ClaimResult> {
  const place = placeOf(ports);
  const { done, before } = await write(ports, "UpdateItem", claimInput(claim, place));
  if (!before) return { claimed: false, payment: undefined };
  const seen = paymentFrom(before);
  if (!done) {
    // Our own earlier try took effect and its reply was lost: the old item carries our name.
    const ours = seen.status === "PROCESSING" && seen.owner === claim.owner;
    if (!ours) return { claimed: false, payment: seen };
    return { claimed: true, payment: { ...seen, maybe: seen.attempt > 1 } };
  }
  const payment: PaymentRecord = {
    ...seen,
    status: "PROCESSING",
    version: seen.version + 1,
    epoch: claim.epoch,
    owner: claim.owner,
    leaseMs: claim.leaseMs,
    attempt: seen.attempt + 1,
    firstAttemptMs: seen.firstAttemptMs ?? place.nowMs,
  };
  return { claimed: true, payment };
}

export type Recorded = "recorded" | "already" | "contradicted";

/** T3. `contradicted`: the payment is already terminal with another outcome; people must look. */
export async function recordResult(
  ports: PaymentStorePorts,
  recording: Recording,
): Promise<Recorded> {
  const input = recordInput(recording, placeOf(ports));
  const { done, before } = await write(ports, "UpdateItem", input);
  if (done) return "recorded";
  const same = before?.st?.S === recording.status && before.rf?.S === recording.reference;
  return same ? "already" : "contradicted";
}

/** T4. False when the claim was no longer ours: whoever took it over carries on. */
export async function releasePayment(ports: PaymentStorePorts, release: Release): Promise<boolean> {
  const { done } = await write(ports, "UpdateItem", releaseInput(release, placeOf(ports)));
  return done;
}

/** T5. False when the payment has moved on since it was seen; nothing was changed then. */
export async function parkPayment(ports: PaymentStorePorts, parking: Parking): Promise<boolean> {
  const { done } = await write(ports, "UpdateItem", parkInput(parking, placeOf(ports)));
  return done;
}

/** T6. The event was published; losing this write only publishes it once more. */
export async function clearAlert(
  ports: PaymentStorePorts,
  key: string,
  alert: EventKind,
): Promise<void> {
  await write(ports, "UpdateItem", alertedInput(key, alert, placeOf(ports)));
}

/** T7. Only for strongly consistent tables: see the sweeper. */
export async function bumpPayment(
  ports: PaymentStorePorts,
  key: string,
  seenDueMs: number,
  dueMs: number,
): Promise<void> {
  await write(ports, "UpdateItem", bumpInput(key, seenDueMs, dueMs, placeOf(ports)));
}

/** T8. False when the payment is no longer in doubt as it was seen; nothing was changed then. */
export async function resolvePayment(
  ports: PaymentStorePorts,
  resolution: Resolution,
): Promise<boolean> {
  const { done } = await write(ports, "UpdateItem", resolveInput(resolution, placeOf(ports)));
  return done;
}

/** The payment as it is now, read strongly; undefined when the identifier was never used. */
export async function readPayment(
  ports: PaymentStorePorts,
  key: string,
): Promise<PaymentRecord | undefined> {
  const output = await callRepeatable<{ Item?: Item }>(ports, ports.dynamo, "GetItem", {
    TableName: ports.transactionsTable,
    Key: { transaction_id: { S: key } },
    ConsistentRead: true,
  });
  return output.Item && paymentFrom(output.Item);
}
