import { fingerprint } from "../../functions/core/fingerprint";
import { DEFAULT_TENANT } from "../../functions/core/http-api";
import { isTerminal, type PaymentRecord, paymentKey } from "../../functions/core/payment-record";
import { paymentReader } from "../../functions/core/payment-request";
import { CHECKERS } from "../checkers/all-checkers";
import type { Checker, Facts } from "../checkers/facts";
import { takeoverHasReason } from "../checkers/i11-takeover-has-reason";
import { epochNeverFalls } from "../checkers/i13-epoch-never-falls";
import { outageIsShort } from "../checkers/i14-outage-is-short";
import type { BookedPayment } from "./books";
import { isFailure } from "./client-log";
import { PLANTED_CARD_NUMBERS } from "./load-plan";
import type { NightRecord } from "./night-record";

/** I11, I13 and I14 need a world that knows everything; a drill judges them by checks of its own or not. */
const BEYOND_A_DRILL: ReadonlySet<Checker> = new Set([
  takeoverHasReason,
  epochNeverFalls,
  outageIsShort,
]);

/** The simulator's invariants for which a drill gathers evidence. I6 is judged by what clients read. */
export const DRILL_CHECKERS: readonly Checker[] = CHECKERS.filter(
  (checker) => !BEYOND_A_DRILL.has(checker),
);

/** An alarm looks at whole minutes; what has just arrived cannot be noticed yet. */
const NOTICED_AFTER_SECONDS = 180;

/** What a night is judged by; undefined when a book is missing, because then nothing can be judged. */
export function factsOf(night: NightRecord, coolDownMs: number): Facts | undefined {
  const tables = Object.values(night.books.tables);
  const archives = Object.values(night.books.archives);
  if (night.unread.length > 0 || tables.length < 2 || archives.length < 2) return undefined;
  const [first = new Map<string, BookedPayment>(), second = new Map<string, BookedPayment>()] =
    tables;
  const payments = new Map<string, PaymentRecord>(
    [...second, ...first].map(([key, { record }]) => [key, record]),
  );
  const { moments, topology } = night;
  return {
    mode: "strong",
    tier: "A",
    coolDownMs,
    // Cross-region: one machine plays both regions, so their clocks agree.
    clockSkewMs: 0,
    regions: [topology.primary, topology.secondary],
    ...clientFacts(night),
    charges: night.books.ledger
      .filter(({ result }) => result === "approved")
      .map(({ payment, reference, amount_minor: amountMinor, currency, at }) => ({
        ...{ key: payment, reference, amountMinor, currency, atMs: at },
        stored: payments.get(payment),
      })),
    calls: [...first.values()].flatMap(({ record, history }) =>
      history
        .filter(({ change }) => change === "claim")
        .map(({ region, atMs }) => ({ key: record.key, region, atMs })),
    ),
    payments,
    changes: [],
    authorities: moments.authorities,
    events: new Set(archives.flatMap((archive) => [...(archive?.events ?? [])])),
    alerts: undefined,
    // An execution that was refused took nothing over.
    takeovers: moments.moves
      .filter(({ status }) => status !== "FAILED")
      .map(({ region, startedMs, by, epoch, kind }) => ({
        ...{ atMs: startedMs, epoch, to: region, automatic: by === "detect" || by === "alarm" },
        ...{ trulyBad: 0, liars: 0, targetHealthy: true, approval: undefined },
        isFailback: kind === "failback",
      })),
    texts: textsOf(night, first),
    planted: PLANTED_CARD_NUMBERS,
    divergedKeys: diverged(first, second),
    deadLetters: night.deadLetters
      .filter(({ oldestAgeSeconds }) => oldestAgeSeconds >= NOTICED_AFTER_SECONDS)
      .map(({ region, queue, waiting }) => ({
        ...{ queue: `${queue} in ${region}`, waiting },
        alarmed: moments.alarms.some(({ name }) => name === queue.replace("-dlq-", "-dlq-depth-")),
      })),
    availability: { freshRequests: [], fromMs: 0, untilMs: 0, allowedGapMs: 0 },
  };
}

/**
 * Answers that decided something. No answer, or an error of a gateway whose region is just dying, decides
 * nothing: the client tries again.
 */
function clientFacts({ lines, limits }: NightRecord): Pick<Facts, "acknowledgements" | "readings"> {
  const read = paymentReader(limits);
  const decided = lines.filter((line) => line.kind !== "reading" && !isFailure(line));
  const readings = lines.filter(({ kind, status }) => kind === "reading" && status > 0);
  return {
    acknowledgements: decided.map(({ id, status, body = "", region, endedMs, request }) => {
      const reading = request && read(DEFAULT_TENANT, JSON.stringify(request));
      const print = reading?.ok ? fingerprint(reading.payment) : "";
      const amountMinor = reading?.ok ? reading.payment.amountMinor.toString() : "";
      const key = paymentKey(DEFAULT_TENANT, id);
      return { key, fingerprint: print, amountMinor, status, body, region, atMs: endedMs };
    }),
    readings: readings
      .filter(({ status }) => status === 200 || status === 404)
      .map(({ id, status, body = "{}", region, beganMs, endedMs }) => {
        const shown = status === 200 ? (JSON.parse(body) as Record<string, string>) : {};
        const key = paymentKey(DEFAULT_TENANT, id);
        const { status: state, reference } = shown;
        return { key, region, askedMs: beganMs, atMs: endedMs, shown: state, reference };
      }),
  };
}

function textsOf({ texts, books }: NightRecord, table: ReadonlyMap<string, BookedPayment>) {
  return [
    ...texts,
    ...[...table.values()].map(({ text }) => text),
    ...Object.values(books.archives).flatMap((archive) => archive?.texts ?? []),
    ...books.ledger.map((line) => JSON.stringify(line)),
  ];
}

/** Finished payments that are not equal in both tables, attribute by attribute. */
function diverged(
  first: ReadonlyMap<string, BookedPayment>,
  second: ReadonlyMap<string, BookedPayment>,
): string[] {
  const keys = new Set([...first.keys(), ...second.keys()]);
  return [...keys].filter((key) => {
    const one = first.get(key)?.record;
    const other = second.get(key)?.record;
    if (!one || !other) return true;
    const same = one.status === other.status && one.version === other.version;
    return !(same || !isTerminal(one.status)) || one.fingerprint !== other.fingerprint;
  });
}
