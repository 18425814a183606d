import { fingerprint } from "../../../functions/core/fingerprint";
import { paymentFrom } from "../../../functions/core/payment-record";
import { paymentReader } from "../../../functions/core/payment-request";
import type { BookedPayment } from "../../../local/drill/books";
import type { ClientLine, PaymentBody } from "../../../local/drill/client-log";
import type { NightRecord } from "../../../local/drill/night-record";
import type { LedgerCharge } from "../../../local/drill/processor-books";
import { reconcileBooks } from "../../../local/drill/reconcile-books";
import { regionLoss } from "../../../local/drill/scenarios/region-loss";

export const LIMITS = { currencies: ["USD", "EUR"], below: "100000.00", alertAbove: "10000.00" };
export const PRIMARY = "us-east-1";
export const STANDBY = "us-east-2";

const START = 1_000_000;
/** When the primary dies, the standby takes over, and authority goes back, after the start. */
export const STRUCK_MS = 20_000;
export const TAKEN_MS = 36_000;
export const SERVED_MS = 50_000;
export const BACK_MS = 120_000;
export const END_MS = 160_000;

/** A moment of the sample night. */
export const at = (ms: number) => START + ms;

export function bodyOf(id: string, amount = "10.00"): PaymentBody {
  return {
    transaction_id: id,
    amount,
    currency: "USD",
    customer_id: "cust-1",
    payment_method: "tok_1",
  };
}

/** What a client wrote down; an acknowledged payment unless told otherwise. */
export function lineOf(id: string, beganMs: number, change: Partial<ClientLine> = {}): ClientLine {
  return {
    ...{ id, kind: "payment", via: "name", region: PRIMARY, attempt: 1, status: 200, body: id },
    ...{ firstMs: at(beganMs), beganMs: at(beganMs), endedMs: at(beganMs + 50) },
    ...{ request: bodyOf(id), path: "/validate" },
    ...change,
  };
}

/** A processed payment as both tables hold it. */
export function bookedOf(
  id: string,
  createdMs: number,
  change: Record<string, object> = {},
): BookedPayment {
  const reading = paymentReader(LIMITS)("default", JSON.stringify(bodyOf(id)));
  if (!reading.ok) throw new Error("the sample payment is not valid");
  const item = {
    ...{ transaction_id: { S: `default#${id}` }, sv: { N: "1" }, st: { S: "SUCCEEDED" } },
    ...{ ver: { N: "3" }, fp: { S: fingerprint(reading.payment) }, fpv: { N: "1" } },
    ...{ amount: { N: "1000" }, currency: { S: "USD" }, customer: { S: "cust-1" } },
    ...{ method: { S: "tok_1" }, home: { S: PRIMARY }, created: { N: String(at(createdMs)) } },
    ...{ ep: { N: "1" }, attempt: { N: "1" }, maybe: { BOOL: true }, rf: { S: `ref-${id}` } },
    done: { N: String(at(createdMs + 2_000)) },
    ...change,
  };
  const wait = createdMs + 1_000 >= STRUCK_MS && createdMs + 1_000 < TAKEN_MS;
  const claimedMs = wait ? TAKEN_MS + 1_000 : createdMs + 1_000;
  const region = claimedMs < STRUCK_MS || claimedMs > BACK_MS ? PRIMARY : STANDBY;
  const claim = { atMs: at(claimedMs), change: "claim", region, epoch: 1 };
  return { record: paymentFrom(item as never), history: [claim], text: JSON.stringify(item) };
}

export function chargeOf(id: string, change: Partial<LedgerCharge> = {}): LedgerCharge {
  return {
    ...{ key: `default#${id}`, payment: `default#${id}`, result: "approved" as const },
    ...{ reference: `ref-${id}`, amount_minor: "1000", currency: "USD", at: at(1_000) },
    ...change,
  };
}

/** One payment a second: served by the primary, refused for half a minute, served by the standby. */
function steadyLines(): ClientLine[] {
  const lines: ClientLine[] = [];
  for (let ms = 0; ms < END_MS - 2_000; ms += 500) {
    const id = `p-${ms}`;
    const dark = ms >= STRUCK_MS && ms < SERVED_MS;
    const region = ms < SERVED_MS || ms > BACK_MS + 10_000 ? PRIMARY : STANDBY;
    const { body: _body, ...refused } = lineOf(id, ms, { status: 0, error: "ECONNREFUSED" });
    if (dark) lines.push(refused);
    else lines.push(lineOf(id, ms, { region }));
    if (dark)
      lines.push(lineOf(id, SERVED_MS + 100, { firstMs: at(ms), region: STANDBY, attempt: 2 }));
  }
  const some = { region: PRIMARY, via: PRIMARY };
  const request = bodyOf("p-1000", "11.00");
  lines.push(
    lineOf("p-1000", 3_000, { ...some, kind: "duplicate", body: "p-1000", replayed: true }),
  );
  const { body: _body, ...conflict } = lineOf("p-1000", 4_000, { kind: "conflict", request });
  lines.push({ ...conflict, status: 409 });
  const { body: _b, request: _r, ...malformed } = lineOf("bad-1", 5_000, { kind: "malformed" });
  lines.push({ ...malformed, status: 400 });
  const shown = JSON.stringify({ status: "processed", reference: "ref-p-1000" });
  const { request: _q, ...reading } = lineOf("p-1000", 9_000, { kind: "reading", body: shown });
  lines.push(reading);
  return lines.sort((a, b) => a.endedMs - b.endedMs);
}

/** A night in which everything went as it should; tests damage it. */
export function sampleNight(change: Partial<NightRecord> = {}): NightRecord {
  const lines = change.lines ?? steadyLines();
  const paid = [...new Set(lines.filter((line) => line.kind === "payment").map(({ id }) => id))];
  const table = new Map(
    paid.map((id) => [`default#${id}`, bookedOf(id, Number(id.split("-")[1]))] as const),
  );
  const receipts = new Set(table.keys());
  const events = new Set([...receipts].map((key) => `processed ${key}`));
  const archive = { receipts, events, texts: [], objects: 1 };
  const books = {
    tables: { [STANDBY]: table, [PRIMARY]: new Map(table) },
    ledger: paid.map((id) => chargeOf(id)),
    archives: { [STANDBY]: archive, [PRIMARY]: archive },
    postings: undefined,
  };
  const notAsked = { receipts: "not-asked", postings: "not-asked" } as const;
  const scope = { region: STANDBY, atMs: at(END_MS), occasion: "in the morning" };
  const report = reconcileBooks(
    { acknowledged: [], tables: books.tables, charges: books.ledger, ...notAsked },
    scope,
  );
  const authority = { phase: "STEADY", by: "detect", why: "lost" } as const;
  return {
    ...{ run: 1, seed: "sample", scenario: regionLoss, problem: undefined, interrupted: false },
    topology: { primary: PRIMARY, secondary: STANDBY },
    moments: {
      startedMs: START,
      ...{ loadMs: START, loadEndedMs: at(END_MS) },
      strikes: [{ atMs: at(STRUCK_MS), what: "every machine dies", standby: STANDBY }],
      authorities: [
        { ...authority, atMs: 0, seenMs: START, active: PRIMARY, epoch: 1 },
        { ...authority, atMs: at(TAKEN_MS), seenMs: at(TAKEN_MS), active: STANDBY, epoch: 2 },
        { ...authority, atMs: at(BACK_MS), seenMs: at(BACK_MS), active: PRIMARY, epoch: 3 },
      ],
      detections: [at(STRUCK_MS + 5_000)],
      dnsMoves: [
        { atMs: START, region: PRIMARY },
        { atMs: at(SERVED_MS), region: STANDBY },
        { atMs: at(BACK_MS + 10_000), region: PRIMARY },
      ],
      moves: [
        {
          ...{ region: STANDBY, name: "failover", by: "detect", kind: "failover", epoch: 2 },
          ...{ status: "SUCCEEDED", startedMs: at(TAKEN_MS - 500), endedMs: at(TAKEN_MS + 5_000) },
          reason: undefined,
        },
      ],
      zombie: { atMs: at(60_000), restored: 7 },
      failback: { orderedMs: at(BACK_MS - 500), servedMs: at(BACK_MS + 15_000) },
      alarms: [{ atMs: at(40_000), source: STANDBY, name: "payment-api-errors" }],
    },
    endedMs: at(END_MS),
    pressure: { lateMsP99: 3, loadAverage: 1 },
    limits: LIMITS,
    ...{ logFile: "client-log.jsonl", ledgerFile: "ledger.jsonl", codeHash: "0".repeat(64) },
    ...{ lines, books, reconciliations: [report, report], unread: [], texts: [] },
    deadLetters: [
      { region: STANDBY, queue: "payment-dlq-local-us-east-2", waiting: 0, oldestAgeSeconds: 0 },
    ],
    ...change,
  };
}
