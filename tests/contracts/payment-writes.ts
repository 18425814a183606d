import { cancelInput } from "../../functions/core/aftercare";
import { fingerprint } from "../../functions/core/fingerprint";
import { failureOf } from "../../functions/core/retry";
import { callRepeatable } from "../../functions/store/call";
import {
  acceptPayment,
  bumpPayment,
  claimPayment,
  clearAlert,
  type PaymentStorePorts,
  parkPayment,
  recordResult,
  releasePayment,
  resolvePayment,
} from "../../functions/store/payments";

/** An item's attributes, as DynamoDB has them. */
export type StoredItem = Readonly<Record<string, unknown>>;

/** One transition of a payment: from where, by what, and what its caller learns. */
export interface PaymentWrite {
  readonly name: string;
  /** The stored payment that it starts from; undefined when there is none yet. */
  readonly from: StoredItem | undefined;
  readonly run: (ports: PaymentStorePorts) => Promise<unknown>;
  /** Attributes of the payment afterwards; undefined for those that are gone. */
  readonly leaves: Readonly<Record<string, unknown>>;
  readonly says: unknown;
  /** A stored payment for which the condition does not hold, and what the caller learns then. */
  readonly refusedFrom: StoredItem;
  readonly saysRefused: unknown;
  /** What the caller learns when the first try took effect and its answer was lost. */
  readonly saysRepeated: unknown;
}

const key = "shop#p-1";
const payment = {
  tenant: "shop",
  transactionId: "p-1",
  amountMinor: 10_000n,
  currency: "USD",
  customer: "cust-1",
  method: "card_token_1",
};
const own = { key, owner: "us-east-2:me", epoch: 3 };

const accepted = {
  transaction_id: { S: key },
  sv: { N: "1" },
  st: { S: "ACCEPTED" },
  ver: { N: "4" },
  fp: { S: fingerprint(payment) },
  fpv: { N: "1" },
  amount: { N: "10000" },
  currency: { S: "USD" },
  customer: { S: "cust-1" },
  method: { S: "card_token_1" },
  home: { S: "us-east-1" },
  created: { N: "1000" },
  ep: { N: "1" },
  attempt: { N: "0" },
  maybe: { BOOL: false },
  dsh: { S: "d1" },
  due: { N: "6000" },
  hist: { L: [] },
};
const processing = {
  ...accepted,
  st: { S: "PROCESSING" },
  own: { S: own.owner },
  lease: { N: "9000000" },
  attempt: { N: "1" },
  maybe: { BOOL: true },
  ep: { N: "3" },
};
const inDoubt = { ...accepted, st: { S: "IN_DOUBT" }, alert: { S: "in_doubt" } };
const finished = { ...accepted, st: { S: "SUCCEEDED" }, rf: { S: "another" } };

/** Whether a payment was claimed is what its caller acts on; the record is beside the point here. */
const claim = async (ports: PaymentStorePorts) =>
  (await claimPayment(ports, { ...own, leaseMs: 8_000 })).claimed;

/** No function cancels yet; the transition is offered by the core. */
async function cancel(ports: PaymentStorePorts): Promise<boolean> {
  const place = { table: ports.transactionsTable, region: ports.region, nowMs: 5_000 };
  try {
    await callRepeatable(ports, ports.dynamo, "UpdateItem", cancelInput(key, place));
    return true;
  } catch (error) {
    if (failureOf(error) !== "condition") throw error;
    return false;
  }
}

/** T1 to T9. */
export const PAYMENT_WRITES: readonly PaymentWrite[] = [
  {
    name: "T1 accept",
    from: undefined,
    run: (ports) => acceptPayment(ports, payment),
    leaves: { st: { S: "ACCEPTED" }, ver: { N: "1" } },
    says: "accepted",
    refusedFrom: { ...accepted, fp: { S: "of another request" } },
    saysRefused: "conflict",
    saysRepeated: "replayed",
  },
  {
    name: "T2 claim",
    from: accepted,
    run: claim,
    leaves: { st: { S: "PROCESSING" }, own: { S: own.owner }, ver: { N: "5" } },
    says: true,
    refusedFrom: { ...accepted, ep: { N: "4" } },
    saysRefused: false,
    saysRepeated: true,
  },
  {
    name: "T3 record",
    from: processing,
    run: (ports) =>
      recordResult(ports, {
        ...own,
        fingerprint: fingerprint(payment),
        status: "SUCCEEDED",
        reference: "ref-1",
        reason: "",
        unpublished: undefined,
      }),
    leaves: { st: { S: "SUCCEEDED" }, rf: { S: "ref-1" }, due: undefined, ver: { N: "5" } },
    says: "recorded",
    refusedFrom: finished,
    saysRefused: "contradicted",
    saysRepeated: "already",
  },
  {
    name: "T3 record what could not be told yet",
    from: inDoubt,
    run: (ports) =>
      recordResult(ports, {
        ...own,
        fingerprint: fingerprint(payment),
        status: "DECLINED",
        reference: "ref-1",
        reason: "insufficient_funds",
        unpublished: "declined",
      }),
    leaves: {
      st: { S: "DECLINED" },
      alert: { S: "declined" },
      due: { N: "5000" },
      ver: { N: "5" },
    },
    says: "recorded",
    refusedFrom: finished,
    saysRefused: "contradicted",
    saysRepeated: "already",
  },
  {
    name: "T4 release",
    from: processing,
    run: (ports) => releasePayment(ports, { ...own, maybe: true, dueMs: 7_000 }),
    leaves: { st: { S: "ACCEPTED" }, own: undefined, ver: { N: "5" } },
    says: true,
    refusedFrom: { ...processing, own: { S: "us-east-1:somebody" } },
    saysRefused: false,
    // The claim is given back either way; who gave it back does not matter to anybody.
    saysRepeated: false,
  },
  {
    name: "T5 park in doubt",
    from: processing,
    run: (ports) =>
      parkPayment(ports, { ...own, status: "IN_DOUBT", seenVersion: 4, reason: "unknown" }),
    leaves: { st: { S: "IN_DOUBT" }, alert: { S: "in_doubt" }, ver: { N: "5" } },
    says: true,
    refusedFrom: { ...processing, ver: { N: "5" } },
    saysRefused: false,
    saysRepeated: false,
  },
  {
    name: "T5 park as failed",
    from: accepted,
    run: (ports) =>
      parkPayment(ports, { ...own, status: "FAILED", seenVersion: 4, reason: "rejected" }),
    leaves: { st: { S: "FAILED" }, alert: { S: "failed" }, ver: { N: "5" } },
    says: true,
    refusedFrom: { ...processing, own: { S: "us-east-1:somebody" } },
    saysRefused: false,
    saysRepeated: false,
  },
  {
    name: "T6 alerted",
    from: inDoubt,
    run: (ports) => clearAlert(ports, key, "in_doubt"),
    leaves: { alert: undefined, due: undefined, ver: { N: "5" } },
    says: undefined,
    refusedFrom: { ...inDoubt, alert: { S: "processed" } },
    saysRefused: undefined,
    saysRepeated: undefined,
  },
  {
    name: "T7 bump",
    from: accepted,
    run: (ports) => bumpPayment(ports, key, 6_000, 90_000),
    leaves: { due: { N: "90000" }, ver: { N: "4" } },
    says: undefined,
    refusedFrom: { ...accepted, due: { N: "6001" } },
    saysRefused: undefined,
    saysRepeated: undefined,
  },
  {
    name: "T8 resolve",
    from: inDoubt,
    run: (ports) =>
      resolvePayment(ports, {
        key,
        seenVersion: 4,
        fingerprint: fingerprint(payment),
        status: "DECLINED",
        reference: "ref-1",
        reason: "settlement file",
      }),
    leaves: { st: { S: "DECLINED" }, alert: { S: "declined" }, ver: { N: "5" } },
    says: true,
    refusedFrom: { ...inDoubt, ver: { N: "5" } },
    saysRefused: false,
    saysRepeated: false,
  },
  {
    name: "T9 cancel",
    from: accepted,
    run: cancel,
    leaves: { st: { S: "CANCELLED" }, due: undefined, ver: { N: "5" } },
    says: true,
    refusedFrom: { ...accepted, attempt: { N: "1" } },
    saysRefused: false,
    saysRepeated: false,
  },
];
