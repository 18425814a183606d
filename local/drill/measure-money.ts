import { isTerminal } from "../../functions/core/payment-record";
import { groupByKey } from "../checkers/group-by-key";
import type { BookedPayment } from "./books";
import type { NightMeasure } from "./measured";
import type { NightRecord } from "./night-record";
import { acknowledgementsOf } from "./reconcile-books";

type MoneyMeasure = Pick<
  NightMeasure,
  "rpo" | "lost" | "doubleCharged" | "wrongAmounts" | "inDoubt" | "unfinished"
>;

const UNKNOWN: MoneyMeasure = {
  rpo: { records: null, seconds: null, money: {} },
  lost: null,
  doubleCharged: null,
  wrongAmounts: null,
  inDoubt: null,
  unfinished: null,
};

/** What became of the money. A table that could not be read makes all of it unknown, not zero. */
export function measureMoney(night: NightRecord): MoneyMeasure {
  const tables = Object.values(night.books.tables);
  const read = tables.filter((table) => table !== undefined);
  if (tables.length === 0 || read.length < tables.length) return UNKNOWN;
  const acknowledged = acknowledgementsOf(night.lines, night.limits);
  const promised = new Map(acknowledged.map((one) => [one.key, one]));
  const lost = [...promised.values()].filter(({ key }) => !read.every((table) => table.has(key)));
  const charges = night.books.ledger.filter(({ result }) => result === "approved");
  const effects = groupByKey(charges.map((charge) => ({ ...charge, key: charge.payment })));
  const records = new Map<string, BookedPayment>(read.flatMap((table) => [...table]));
  const payments = [...records.values()].map(({ record }) => record);
  const wrong = charges.filter(({ payment, amount_minor, currency }) => {
    const told = promised.get(payment) ?? records.get(payment)?.record;
    return told?.amountMinor !== amount_minor || told.currency !== currency;
  });
  return {
    rpo: rpoOf(night, lost),
    lost: lost.length,
    doubleCharged: [...effects.values()].filter((group) => group.length > 1).length,
    wrongAmounts: wrong.length,
    inDoubt: payments.filter(({ status }) => status === "IN_DOUBT").length,
    unfinished: payments.filter(({ status }) => status !== "IN_DOUBT" && !isTerminal(status))
      .length,
  };
}

interface Lost {
  readonly key: string;
  readonly amountMinor: string;
  readonly currency: string;
}

/** How far back the oldest lost acknowledgement lies before the first blow. */
function rpoOf({ lines, moments }: NightRecord, lost: readonly Lost[]): NightMeasure["rpo"] {
  if (lost.length === 0) return { records: 0, seconds: 0, money: {} };
  const struckMs = moments.strikes[0]?.atMs ?? moments.startedMs;
  const keys = new Set(lost.map(({ key }) => key.slice(key.indexOf("#") + 1)));
  const told = lines.filter(({ id, status }) => keys.has(id) && status > 0 && status < 300);
  const oldestMs = Math.min(...told.map(({ endedMs }) => endedMs));
  const money: Record<string, string> = {};
  for (const { currency, amountMinor } of lost) {
    money[currency] = (BigInt(money[currency] ?? "0") + BigInt(amountMinor)).toString();
  }
  return { records: lost.length, seconds: Math.max(0, (struckMs - oldestMs) / 1000), money };
}
