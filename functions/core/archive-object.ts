import { createHash } from "node:crypto";
import { currencyExponent } from "./currency";
import { toMajor } from "./money";
import type { PaymentEvent } from "./payment-event";
import { paymentKey } from "./payment-record";

/** "audit": every event as it was told. "receipts": what a customer may be shown of a payment. */
type ArchiveFamily = "audit" | "receipts";

/** One object of the archive, before compression. */
export interface ArchiveObject {
  readonly key: string;
  /** One JSON document per line. */
  readonly text: string;
}

/**
 * Groups a batch into as few objects as possible: one per family and day of acceptance. Lines are
 * sorted and the key is their hash, so the same events always make the same object under the same
 * name, whichever region writes it and however often.
 */
export function archiveObjects(events: readonly PaymentEvent[]): ArchiveObject[] {
  const groups = new Map<string, Set<string>>();
  const add = (family: ArchiveFamily, event: PaymentEvent, line: string) => {
    const prefix = archivePrefix(family, archiveDay(event.accepted_at));
    const lines = groups.get(prefix) ?? new Set();
    groups.set(prefix, lines.add(line));
  };
  for (const event of events) {
    add("audit", event, JSON.stringify(auditRecord(event)));
    if (event.kind === "processed") add("receipts", event, JSON.stringify(receipt(event)));
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([prefix, lines]) => {
      const text = [...lines]
        .sort()
        .map((line) => `${line}\n`)
        .join("");
      return { key: `${prefix}${digestOf(text)}.ndjson.gz`, text };
    });
}

/** Members in a fixed order, whatever order the message had. */
function auditRecord(event: PaymentEvent) {
  return {
    event_id: eventId(event),
    kind: event.kind,
    tenant: event.tenant,
    transaction_id: event.transaction_id,
    amount_minor: event.amount_minor,
    currency: event.currency,
    customer: event.customer,
    method: event.method,
    accepted_at: new Date(event.accepted_at).toISOString(),
    ...(event.reference ? { reference: event.reference } : {}),
    ...(event.reason ? { reason: event.reason } : {}),
  };
}

function receipt(event: PaymentEvent) {
  const exponent = currencyExponent(event.currency) ?? 0;
  return {
    event_id: eventId(event),
    tenant: event.tenant,
    transaction_id: event.transaction_id,
    amount: toMajor(BigInt(event.amount_minor), exponent),
    currency: event.currency,
    customer: event.customer,
    accepted_at: new Date(event.accepted_at).toISOString(),
    reference: event.reference,
  };
}

/**
 * Readers drop lines whose identifier they have seen: a redelivered event may join another batch.
 */
function eventId(event: PaymentEvent): string {
  return `${event.tenant}#${event.transaction_id}#${event.kind}`;
}

/** The day under which the objects of a payment lie: the one on which it was accepted, in UTC. */
export function archiveDay(acceptedMs: number): string {
  return new Date(acceptedMs).toISOString().slice(0, 10);
}

/** What the names of a day's objects begin with. */
export function archivePrefix(family: ArchiveFamily, day: string): string {
  return `${family}/date=${day}/`;
}

/** The payments whose receipts an object holds. */
export function receiptKeys(text: string): readonly string[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { tenant, transaction_id } = JSON.parse(line) as ReturnType<typeof receipt>;
      return paymentKey(tenant, transaction_id);
    });
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
