import * as conditions from "./conditions";
import { FINGERPRINT_VERSION, fingerprint } from "./fingerprint";
import type { EventKind } from "./payment-event";
import {
  type Attribute,
  ITEM_SCHEMA_VERSION,
  type Item,
  type PaymentStatus,
  paymentKey,
} from "./payment-record";
import type { CanonicalPayment } from "./payment-request";

/**
 * The writes behind T1 to T5, as plain DynamoDB inputs. All of them return the old item when their
 * condition fails, so that a repeated write can recognise itself.
 */

export const ACCEPTED: Attribute = { S: "ACCEPTED" };
export const PROCESSING: Attribute = { S: "PROCESSING" };
export const IN_DOUBT: Attribute = { S: "IN_DOUBT" };
const TRUE: Attribute = { BOOL: true };
const FALSE: Attribute = { BOOL: false };
export const ONE: Attribute = { N: "1" };
export const ZERO: Attribute = { N: "0" };

/** A fresh payment whose queue message is lost is picked up by the sweeper after this long. */
export const FIRST_DUE_MS = 5_000;

/** Where a payment's due time is found: spread by its fingerprint. */
export function dueShard(print: string): string {
  return `d${print[0]}`;
}

/** Partitions of the `due` index, so that no single one carries all writes. */
export const DUE_SHARDS: readonly string[] = [..."0123456789abcdef"].map((digit) => `d${digit}`);

export const number = (value: number): Attribute => ({ N: String(value) });

/** One line of the payment's own history: evidence for reconciliation and auditors. */
export function history(nowMs: number, change: string, region: string, epoch: number): Attribute {
  return { S: `${nowMs} ${change} ${region} ${epoch}` };
}

export interface Place {
  readonly table: string;
  readonly region: string;
  readonly nowMs: number;
}

export function acceptInput(payment: CanonicalPayment, place: Place) {
  const print = fingerprint(payment);
  const item: Item = {
    transaction_id: { S: paymentKey(payment.tenant, payment.transactionId) },
    sv: number(ITEM_SCHEMA_VERSION),
    st: ACCEPTED,
    ver: ONE,
    fp: { S: print },
    fpv: number(FINGERPRINT_VERSION),
    amount: { N: payment.amountMinor.toString() },
    currency: { S: payment.currency },
    customer: { S: payment.customer },
    method: { S: payment.method },
    home: { S: place.region },
    created: number(place.nowMs),
    ep: ZERO,
    attempt: ZERO,
    maybe: FALSE,
    dsh: { S: dueShard(print) },
    due: number(place.nowMs + FIRST_DUE_MS),
    hist: { L: [history(place.nowMs, "accept", place.region, 0)] },
  };
  return {
    TableName: place.table,
    Item: item,
    ConditionExpression: conditions.ACCEPT,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

export function update(
  key: string,
  place: Place,
  condition: string,
  expression: string,
  values: Readonly<Record<string, Attribute>>,
) {
  return {
    TableName: place.table,
    Key: { transaction_id: { S: key } },
    UpdateExpression: expression,
    ConditionExpression: condition,
    ExpressionAttributeValues: values,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

export interface Claim {
  readonly key: string;
  readonly owner: string;
  readonly epoch: number;
  /** Until when nobody else may claim the payment. */
  readonly leaseMs: number;
}

const CLAIM_UPDATE =
  "SET st = :processing, own = :me, ep = :epoch, lease = :lease, due = :lease, maybe = :true," +
  " attempt = attempt + :one, began = if_not_exists(began, :now), ver = ver + :one," +
  " hist = list_append(hist, :hist)";

/** `maybe` is set before the processor is called: from here on an effect has to be presumed. */
export function claimInput(claim: Claim, place: Place) {
  const input = update(claim.key, place, conditions.CLAIM, CLAIM_UPDATE, {
    ":accepted": ACCEPTED,
    ":processing": PROCESSING,
    ":me": { S: claim.owner },
    ":epoch": number(claim.epoch),
    ":lease": number(claim.leaseMs),
    ":now": number(place.nowMs),
    ":true": TRUE,
    ":one": ONE,
    ":hist": { L: [history(place.nowMs, "claim", place.region, claim.epoch)] },
  });
  return { ...input, ReturnValues: "ALL_OLD" };
}

export interface Recording {
  readonly key: string;
  /** Of the payment: one whose doubt was told has left the index, and its result may have to go back. */
  readonly fingerprint: string;
  readonly status: Extract<PaymentStatus, "SUCCEEDED" | "DECLINED">;
  readonly reference: string;
  readonly reason: string;
  readonly epoch: number;
  /** The event that could not be published; the sweeper will. */
  readonly unpublished: EventKind | undefined;
}

const RECORD_SET =
  "SET st = :status, rf = :reference, why = :reason, done = :now, ver = ver + :one," +
  " hist = list_append(hist, :hist)";
// A doubt that was not told yet needs no telling once there is a result.
const RECORD_UPDATE = `${RECORD_SET} REMOVE due, dsh, alert, lease, own`;
const RECORD_UNPUBLISHED_UPDATE = `${RECORD_SET}, alert = :alert, due = :now, dsh = :shard REMOVE lease, own`;

export function recordInput(recording: Recording, place: Place) {
  const values: Record<string, Attribute> = {
    ":accepted": ACCEPTED,
    ":processing": PROCESSING,
    ":inDoubt": IN_DOUBT,
    ":status": { S: recording.status },
    ":reference": { S: recording.reference },
    ":reason": { S: recording.reason },
    ":now": number(place.nowMs),
    ":one": ONE,
    ":hist": { L: [history(place.nowMs, recording.status, place.region, recording.epoch)] },
  };
  if (!recording.unpublished) {
    return update(recording.key, place, conditions.RECORD, RECORD_UPDATE, values);
  }
  values[":alert"] = { S: recording.unpublished };
  values[":shard"] = { S: dueShard(recording.fingerprint) };
  return update(recording.key, place, conditions.RECORD, RECORD_UNPUBLISHED_UPDATE, values);
}

export interface Release {
  readonly key: string;
  readonly owner: string;
  readonly epoch: number;
  readonly maybe: boolean;
  readonly dueMs: number;
}

const RELEASE_UPDATE =
  "SET st = :accepted, maybe = :maybe, due = :due, ver = ver + :one," +
  " hist = list_append(hist, :hist) REMOVE own, lease";

export function releaseInput(release: Release, place: Place) {
  return update(release.key, place, conditions.RELEASE, RELEASE_UPDATE, {
    ":accepted": ACCEPTED,
    ":processing": PROCESSING,
    ":me": { S: release.owner },
    ":maybe": release.maybe ? TRUE : FALSE,
    ":due": number(release.dueMs),
    ":one": ONE,
    ":hist": { L: [history(place.nowMs, "release", place.region, release.epoch)] },
  });
}

export interface Parking {
  readonly key: string;
  readonly owner: string;
  readonly epoch: number;
  readonly status: Extract<PaymentStatus, "FAILED" | "IN_DOUBT">;
  readonly seenVersion: number;
  readonly reason: string;
}

const PARK_UPDATE =
  "SET st = :status, why = :reason, alert = :alert, due = :now, done = :now, ver = ver + :one," +
  " hist = list_append(hist, :hist) REMOVE own, lease";

/** Parking always leaves an event to publish: somebody has to be told. */
export function parkInput(parking: Parking, place: Place) {
  const failed = parking.status === "FAILED";
  const values: Record<string, Attribute> = {
    ":accepted": ACCEPTED,
    ":processing": PROCESSING,
    ":seen": number(parking.seenVersion),
    ":status": { S: parking.status },
    ":reason": { S: parking.reason },
    ":alert": { S: failed ? "failed" : "in_doubt" },
    ":now": number(place.nowMs),
    ":one": ONE,
    ":hist": { L: [history(place.nowMs, parking.status, place.region, parking.epoch)] },
  };
  if (!failed) return update(parking.key, place, conditions.PARK_IN_DOUBT, PARK_UPDATE, values);
  values[":false"] = FALSE;
  values[":me"] = { S: parking.owner };
  return update(parking.key, place, conditions.PARK_FAILED, PARK_UPDATE, values);
}
