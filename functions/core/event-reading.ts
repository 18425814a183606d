import type { EventKind, PaymentEvent } from "./payment-event";
import type { DeliveredRecord } from "./queue-records";

const KINDS: ReadonlySet<unknown> = new Set<EventKind>([
  "processed",
  "declined",
  "failed",
  "in_doubt",
]);

const IDENTIFIER = /^[A-Za-z0-9_-]{1,64}$/;
const CURRENCY = /^[A-Z]{3}$/;
/** Positive, and within the 64 bits of the ledger's columns. */
const AMOUNT = /^[1-9][0-9]{0,17}$/;
/** Free of control characters: these texts go into databases, files and mails. */
const TEXT = /^[^\p{Cc}]{0,256}$/u;

/**
 * Reads a message of the events topic. Undefined for anything that no version of this code has
 * published: one poisoned message must not stop the batch it came with.
 */
export function readEvent(body: string): PaymentEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const event = value as Readonly<Record<keyof PaymentEvent, unknown>>;
  const sound =
    KINDS.has(event.kind) &&
    fits(event.tenant, IDENTIFIER) &&
    fits(event.transaction_id, IDENTIFIER) &&
    fits(event.amount_minor, AMOUNT) &&
    fits(event.currency, CURRENCY) &&
    fits(event.customer, TEXT) &&
    fits(event.method, TEXT) &&
    isInstant(event.accepted_at) &&
    fits(event.reference ?? "", TEXT) &&
    fits(event.reason ?? "", TEXT) &&
    (event.kind !== "processed" || Boolean(event.reference));
  return sound ? (value as PaymentEvent) : undefined;
}

function fits(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

/** Between 2000 and 2200: anything else is a mistake of units. */
function isInstant(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 946e9 && Number(value) < 7258e9;
}

/** The events of a batch beside their messages, and the messages that hold none. */
export interface EventBatch {
  readonly events: readonly { readonly messageId: string; readonly event: PaymentEvent }[];
  readonly unreadable: readonly string[];
}

export function readEvents(records: readonly DeliveredRecord[]): EventBatch {
  const read = records.map(({ messageId, body }) => ({ messageId, event: readEvent(body) }));
  const events = read.flatMap(({ messageId, event }) => (event ? [{ messageId, event }] : []));
  const unreadable = read.flatMap(({ messageId, event }) => (event ? [] : [messageId]));
  return { events, unreadable };
}
