import * as conditions from "./conditions";
import type { PaymentStatus } from "./payment-record";
import {
  ACCEPTED,
  dueShard,
  history,
  IN_DOUBT,
  number,
  ONE,
  type Place,
  PROCESSING,
  update,
  ZERO,
} from "./transitions";

/**
 * The writes behind T6 to T9: what happens to a payment beside its processing. Told events are cleared,
 * due times moved, doubts resolved by people, waiting payments cancelled.
 */

export function alertedInput(key: string, alert: string, place: Place) {
  return update(key, place, conditions.ALERTED, "SET ver = ver + :one REMOVE alert, due, dsh", {
    ":alert": { S: alert },
    ":one": ONE,
  });
}

export function bumpInput(key: string, seenDueMs: number, dueMs: number, place: Place) {
  return update(key, place, conditions.BUMP, "SET due = :due", {
    ":accepted": ACCEPTED,
    ":processing": PROCESSING,
    ":seenDue": number(seenDueMs),
    ":due": number(dueMs),
  });
}

export interface Resolution {
  readonly key: string;
  readonly seenVersion: number;
  /** Of the payment: telling its doubt took it out of the index, its resolution has to be told, too. */
  readonly fingerprint: string;
  readonly status: Extract<PaymentStatus, "SUCCEEDED" | "DECLINED" | "FAILED">;
  readonly reference: string;
  readonly reason: string;
}

const RESOLVE_UPDATE =
  "SET st = :status, rf = :reference, why = :reason, done = :now, alert = :alert, due = :now, dsh = :shard," +
  " ver = ver + :one, hist = list_append(hist, :hist)";

const RESOLUTION_EVENTS = {
  SUCCEEDED: "processed",
  DECLINED: "declined",
  FAILED: "failed",
} as const;

export function resolveInput(resolution: Resolution, place: Place) {
  return update(resolution.key, place, conditions.RESOLVE, RESOLVE_UPDATE, {
    ":inDoubt": IN_DOUBT,
    ":seen": number(resolution.seenVersion),
    ":shard": { S: dueShard(resolution.fingerprint) },
    ":status": { S: resolution.status },
    ":reference": { S: resolution.reference },
    ":reason": { S: resolution.reason },
    ":alert": { S: RESOLUTION_EVENTS[resolution.status] },
    ":now": number(place.nowMs),
    ":one": ONE,
    ":hist": { L: [history(place.nowMs, `resolve:${resolution.status}`, place.region, 0)] },
  });
}

const CANCEL_UPDATE =
  "SET st = :cancelled, done = :now, ver = ver + :one, hist = list_append(hist, :hist)" +
  " REMOVE due, dsh";

export function cancelInput(key: string, place: Place) {
  return update(key, place, conditions.CANCEL, CANCEL_UPDATE, {
    ":accepted": ACCEPTED,
    ":cancelled": { S: "CANCELLED" },
    ":zero": ZERO,
    ":now": number(place.nowMs),
    ":one": ONE,
    ":hist": { L: [history(place.nowMs, "cancel", place.region, 0)] },
  });
}
