import type { PaymentRecord } from "../../../functions/core/payment-record";
import { judge } from "../../../local/checkers/all-checkers";
import type {
  Acknowledgement,
  AuthorityChange,
  Charge,
  Facts,
  PaymentChange,
  StatusReading,
  Takeover,
} from "../../../local/checkers/facts";

export const PRIMARY = "us-east-1";
export const STANDBY = "us-east-2";
export const KEY = "default#t0";

/** A finished payment, as it is stored. */
export function paymentOf(change: Partial<PaymentRecord> = {}): PaymentRecord {
  return {
    key: KEY,
    status: "SUCCEEDED",
    version: 3,
    fingerprint: "print-0",
    amountMinor: "1000",
    currency: "USD",
    customer: "cust-0",
    method: "card_ok",
    home: PRIMARY,
    createdMs: 4_000,
    epoch: 1,
    owner: undefined,
    leaseMs: undefined,
    attempt: 1,
    firstAttemptMs: 5_000,
    maybe: true,
    reference: "ref-0",
    reason: undefined,
    doneMs: 6_000,
    dueMs: undefined,
    alert: undefined,
    ...change,
  };
}

/** What the client of the payment was told. */
export function acknowledgementOf(change: Partial<Acknowledgement> = {}): Acknowledgement {
  return {
    key: KEY,
    fingerprint: "print-0",
    amountMinor: "1000",
    status: 202,
    body: "accepted t0",
    region: PRIMARY,
    atMs: 4_100,
    ...change,
  };
}

/** The one movement of its money. */
export function chargeOf(change: Partial<Charge> = {}): Charge {
  return {
    key: KEY,
    reference: "ref-0",
    amountMinor: "1000",
    currency: "USD",
    atMs: 5_200,
    stored: { amountMinor: "1000", currency: "USD" },
    ...change,
  };
}

/** Somebody who asked for it afterwards. */
export function readingOf(change: Partial<StatusReading> = {}): StatusReading {
  return {
    key: KEY,
    region: PRIMARY,
    askedMs: 9_000,
    atMs: 9_050,
    shown: "processed",
    reference: "ref-0",
    ...change,
  };
}

/** A step of its history; by default the claim. */
export function changeOf(change: Partial<PaymentChange> = {}): PaymentChange {
  const waiting = { reference: undefined, doneMs: undefined, maybe: false } as const;
  return {
    key: KEY,
    region: PRIMARY,
    atMs: 5_000,
    before: paymentOf({ ...waiting, status: "ACCEPTED", version: 1, epoch: 0, attempt: 0 }),
    after: paymentOf({ ...waiting, status: "PROCESSING", version: 2 }),
    ...change,
  };
}

export function authorityOf(change: Partial<AuthorityChange> = {}): AuthorityChange {
  return { atMs: 0, active: PRIMARY, epoch: 1, phase: "STEADY", by: "pulumi", ...change };
}

/** An automatic takeover for which there was every reason. */
export function takeoverOf(change: Partial<Takeover> = {}): Takeover {
  return {
    atMs: 60_000,
    epoch: 2,
    to: STANDBY,
    automatic: true,
    trulyBad: 2,
    liars: 0,
    targetHealthy: true,
    approval: undefined,
    isFailback: false,
    ...change,
  };
}

/** One payment that went through, in a world in which nothing was wrong. */
export function quietFacts(change: Partial<Facts> = {}): Facts {
  return {
    mode: "strong",
    tier: "A",
    coolDownMs: 600_000,
    clockSkewMs: 0,
    regions: [PRIMARY, STANDBY],
    acknowledgements: [acknowledgementOf()],
    readings: [readingOf()],
    charges: [chargeOf()],
    calls: [{ key: KEY, region: PRIMARY, atMs: 5_100 }],
    payments: new Map([[KEY, paymentOf()]]),
    changes: [changeOf()],
    authorities: [authorityOf()],
    events: new Set([`processed ${KEY}`]),
    alerts: new Set(),
    takeovers: [],
    texts: [KEY, "cust-0", "card_ok"],
    planted: ["4111111111111111"],
    divergedKeys: [],
    deadLetters: [],
    availability: { freshRequests: [], fromMs: 0, untilMs: 0, allowedGapMs: 0 },
    ...change,
  };
}

/** The same facts about another stored payment. */
export function storing(change: Partial<PaymentRecord>, rest: Partial<Facts> = {}): Facts {
  const payment = paymentOf(change);
  return quietFacts({ payments: new Map([[payment.key, payment]]), ...rest });
}

/** What all checkers together say about one invariant. */
export function found(invariant: string, facts: Facts): readonly string[] {
  return judge(facts)
    .filter((violation) => violation.invariant === invariant)
    .map(({ detail }) => detail);
}
