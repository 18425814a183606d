import type { Consistency } from "./settings";

/**
 * The control item: which region may process payments, under which epoch.
 * Cross-region: it lives in a strongly consistent table, so both regions always agree on it, and a
 * region that is cut off from the quorum cannot read it and thereby fences itself.
 */
export interface Authority {
  readonly active: string;
  readonly epoch: number;
  readonly phase: "STEADY" | "TAKEOVER";
}

export const AUTHORITY_KEY = { pk: { S: "authority" } } as const;

export function readAuthorityInput(table: string) {
  return { TableName: table, Key: AUTHORITY_KEY, ConsistentRead: true } as const;
}

interface AuthorityAttributes {
  active?: { S: string };
  epoch?: { N: string };
  phase?: { S: string };
}

/** Undefined when the item is missing or damaged: then nobody has authority. */
export function authorityFrom(item: unknown): Authority | undefined {
  const { active, epoch, phase } = (item ?? {}) as AuthorityAttributes;
  if (!active || !epoch || (phase?.S !== "STEADY" && phase?.S !== "TAKEOVER")) return undefined;
  return { active: active.S, epoch: Number(epoch.N), phase: phase.S };
}

/** Only the one who saw the current epoch may raise it, and only by one. */
export const FENCE_CONDITION = "epoch = :seen";

export interface TakeoverOrder {
  readonly region: string;
  readonly seenEpoch: number;
  readonly nowMs: number;
  readonly why: string;
  readonly by: string;
}

/**
 * Takes authority for a region. Under strong consistency the claim on each payment is serialised, so
 * the new region may process at once; under eventual consistency it must first wait out the old lease.
 */
export function fenceInput(table: string, order: TakeoverOrder, consistency: Consistency) {
  return {
    TableName: table,
    Key: AUTHORITY_KEY,
    UpdateExpression:
      "SET active = :region, epoch = :next, phase = :phase, changed = :now, why = :why, #by = :by",
    ConditionExpression: FENCE_CONDITION,
    ExpressionAttributeNames: { "#by": "by" },
    ExpressionAttributeValues: {
      ":region": { S: order.region },
      ":seen": { N: String(order.seenEpoch) },
      ":next": { N: String(order.seenEpoch + 1) },
      ":phase": { S: consistency === "strong" ? "STEADY" : "TAKEOVER" },
      ":now": { N: String(order.nowMs) },
      ":why": { S: order.why.slice(0, 200) },
      ":by": { S: order.by.slice(0, 200) },
    },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

/** Whoever finds a takeover unfinished may finish it, but only the takeover it found. */
const SETTLE_CONDITION = "epoch = :epoch AND active = :region";

export function settleInput(table: string, authority: Authority, nowMs: number) {
  return {
    TableName: table,
    Key: AUTHORITY_KEY,
    UpdateExpression: "SET phase = :steady, changed = :now",
    ConditionExpression: SETTLE_CONDITION,
    ExpressionAttributeValues: {
      ":epoch": { N: String(authority.epoch) },
      ":region": { S: authority.active },
      ":steady": { S: "STEADY" },
      ":now": { N: String(nowMs) },
    },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

/** Authority that was read is believed for this long, measured from before the read was sent. */
export const AUTHORITY_LEASE_MS = 5_000;

/** An authority and when its read began, on both clocks. */
export interface AuthorityLease {
  readonly authority: Authority;
  readonly monoMs: number;
  readonly wallMs: number;
}

/**
 * How much of a lease is left. The larger of both elapsed times counts: a frozen machine's monotonic
 * clock may stand still, and a wall clock may be set back, but not both.
 */
export function leaseRemainingMs(lease: AuthorityLease, monoMs: number, wallMs: number): number {
  const elapsed = Math.max(monoMs - lease.monoMs, wallMs - lease.wallMs);
  return AUTHORITY_LEASE_MS - elapsed;
}

/** Whether the region of the lease may start a side effect that needs `neededMs`. */
export function mayProcess(
  lease: AuthorityLease,
  region: string,
  neededMs: number,
  monoMs: number,
  wallMs: number,
): boolean {
  const { active, phase } = lease.authority;
  if (active !== region || phase !== "STEADY") return false;
  return leaseRemainingMs(lease, monoMs, wallMs) >= neededMs;
}
