/** A value as DynamoDB writes it. */
export interface Attribute {
  readonly S?: string;
  readonly N?: string;
  readonly BOOL?: boolean;
  readonly L?: readonly Attribute[];
  readonly M?: Readonly<Record<string, Attribute>>;
}

export type Item = Readonly<Record<string, Attribute>>;

export type PaymentStatus =
  | "ACCEPTED"
  | "PROCESSING"
  | "IN_DOUBT"
  | "SUCCEEDED"
  | "DECLINED"
  | "FAILED"
  | "CANCELLED";

const TERMINAL: ReadonlySet<PaymentStatus> = new Set([
  "SUCCEEDED",
  "DECLINED",
  "FAILED",
  "CANCELLED",
]);

/** Nothing more will ever happen to the money of a terminal payment. */
export function isTerminal(status: PaymentStatus): boolean {
  return TERMINAL.has(status);
}

/**
 * One payment as stored: record, idempotency entry, outbox, lock and alert outbox in one item.
 * The attribute names on the item are short because every byte is replicated and paid for.
 */
export interface PaymentRecord {
  /** `tenant#id`: the table's key, and the only source of the processor's idempotency key. */
  readonly key: string;
  readonly status: PaymentStatus;
  /** Raised by one with every write; orders the history and guards parking. */
  readonly version: number;
  readonly fingerprint: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly customer: string;
  readonly method: string;
  /** Region and wall time of acceptance: for people, never for decisions. */
  readonly home: string;
  readonly createdMs: number;
  /** Highest fencing epoch that touched the payment. */
  readonly epoch: number;
  readonly owner: string | undefined;
  readonly leaseMs: number | undefined;
  readonly attempt: number;
  readonly firstAttemptMs: number | undefined;
  /** An attempt may have had an effect at the processor. */
  readonly maybe: boolean;
  readonly reference: string | undefined;
  readonly reason: string | undefined;
  readonly doneMs: number | undefined;
  readonly dueMs: number | undefined;
  /** An event about this payment that nobody has been told yet. */
  readonly alert: string | undefined;
}

const ITEM_SCHEMA_VERSION = 1;

export { ITEM_SCHEMA_VERSION };

/** Reads an item; a record of a newer schema is refused rather than misunderstood. */
export function paymentFrom(item: Item): PaymentRecord {
  const schema = number(item, "sv");
  if (schema > ITEM_SCHEMA_VERSION) {
    throw new Error(`payment item has schema version ${schema}, newer than this code`);
  }
  return {
    key: text(item, "transaction_id"),
    status: text(item, "st") as PaymentStatus,
    version: number(item, "ver"),
    fingerprint: text(item, "fp"),
    amountMinor: digits(item, "amount"),
    currency: text(item, "currency"),
    customer: text(item, "customer"),
    method: text(item, "method"),
    home: text(item, "home"),
    createdMs: number(item, "created"),
    epoch: number(item, "ep"),
    owner: item.own?.S,
    leaseMs: optionalNumber(item, "lease"),
    attempt: number(item, "attempt"),
    firstAttemptMs: optionalNumber(item, "began"),
    maybe: item.maybe?.BOOL === true,
    reference: item.rf?.S,
    reason: item.why?.S,
    doneMs: optionalNumber(item, "done"),
    dueMs: optionalNumber(item, "due"),
    alert: item.alert?.S,
  };
}

/** A payment without one of these is damaged: guessing would be worse than stopping. */
function text(item: Item, name: string): string {
  return item[name]?.S ?? damaged(name);
}

function digits(item: Item, name: string): string {
  return item[name]?.N ?? damaged(name);
}

function number(item: Item, name: string): number {
  return Number(digits(item, name));
}

function optionalNumber(item: Item, name: string): number | undefined {
  const value = item[name]?.N;
  return value === undefined ? undefined : Number(value);
}

function damaged(name: string): never {
  throw new Error(`payment item has no ${name}`);
}

/** The table's key for a tenant's payment. */
export function paymentKey(tenant: string, transactionId: string): string {
  return `${tenant}#${transactionId}`;
}

/** Back from the key to what the client calls the payment. */
export function splitKey(key: string): { tenant: string; transactionId: string } {
  const at = key.indexOf("#");
  return { tenant: key.slice(0, at), transactionId: key.slice(at + 1) };
}
