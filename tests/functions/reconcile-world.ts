import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { Charge } from "../../functions/core/payment-evidence";
import type { Item } from "../../functions/core/payment-record";
import { type ReconcilePorts, reconcile } from "../../functions/reconcile";
import type { LedgerBooks } from "../../functions/store/ledger-books";
import type { InquiryPorts } from "../../functions/store/payment-inquiry";
import { recordingPorts, scriptedRemote } from "./recording-ports";

/** A processed payment as the table holds it. */
export function item(id: string, changes: Item = {}): Item {
  return {
    transaction_id: { S: `shop#${id}` },
    sv: { N: "1" },
    home: { S: "us-east-1" },
    ver: { N: "3" },
    ep: { N: "1" },
    attempt: { N: "1" },
    st: { S: "SUCCEEDED" },
    fp: { S: `f-${id}` },
    amount: { N: "100" },
    currency: { S: "USD" },
    customer: { S: "c" },
    method: { S: "tok" },
    created: { N: "1893553445000" },
    done: { N: "1893500000000" },
    maybe: { BOOL: true },
    rf: { S: `r-${id}` },
    ...changes,
  };
}

/** A table read in pages of two, as if each held a megabyte. */
export function table(items: readonly Item[]) {
  return scriptedRemote((operation, { ExclusiveStartKey, Key }) => {
    if (operation === "GetItem") {
      return { Item: items.find((one) => one.transaction_id?.S === Key.transaction_id.S) };
    }
    const after = ExclusiveStartKey?.transaction_id.S ?? "";
    const rest = items.filter(({ transaction_id }) => (transaction_id?.S ?? "") > after);
    const page = rest.slice(0, 2);
    const last = { transaction_id: page.at(-1)?.transaction_id };
    return { Items: page, ...(rest.length > 2 ? { LastEvaluatedKey: last } : {}) };
  });
}

/** The ledger as lines, two in an answer; real SQL runs in the ledger's own tests. */
export function ledgerOf(ids: readonly string[]): LedgerBooks {
  const all = ids.map((id) => {
    return { key: `shop#${id}`, amountMinor: "100", currency: "USD", reference: `r-${id}` };
  });
  return {
    async ask({ keys, after = "" }) {
      const time = "2030-01-02T03:04:05.000Z";
      if (keys) return { time, lines: all.filter(({ key }) => keys.includes(key)), more: false };
      const rest = all.filter(({ key }) => key > after);
      return { time, lines: rest.slice(0, 2), more: rest.length > 2 };
    },
  };
}

/** The archive's receipts of some payments, all accepted on the day of `item`, one in an object. */
export function receiptsOf(ids: readonly string[], pageOf = 1) {
  const keys = ids.map((id) => `receipts/date=2030-01-02/${id}.ndjson.gz`);
  return scriptedRemote((operation, { Prefix, ContinuationToken, Key }) => {
    if (operation === "GetObject") {
      const id = /([a-z]+)\.ndjson/.exec(Key)?.[1];
      return { Body: gzipSync(`${JSON.stringify({ tenant: "shop", transaction_id: id })}\n`) };
    }
    expect(Prefix).to.equal("receipts/date=2030-01-02/");
    const from = Number(ContinuationToken ?? 0);
    const Contents = keys.slice(from, from + pageOf).map((one) => ({ Key: one }));
    const more = from + pageOf < keys.length;
    return { Contents, ...(more ? { NextContinuationToken: String(from + pageOf) } : {}) };
  });
}

/** A processor's books, and whom they were asked about. */
export function books(charges: Readonly<Record<string, readonly Charge[] | "unknown">>) {
  const asked: string[] = [];
  return {
    asked,
    charges: async (key: string) => {
      asked.push(key);
      return charges[key] ?? ("absent" as const);
    },
  };
}

/** The function over one region's table, with others to compare it with. */
export function world(items: readonly Item[], others: Partial<InquiryPorts> = {}) {
  const objects = new Map<string, string>();
  const s3 = scriptedRemote((_operation, { Key, Body }) => {
    objects.set(Key, Buffer.from(Body).toString("utf8"));
    return {};
  });
  const ports: ReconcilePorts = {
    ...recordingPorts(),
    dynamo: table(items),
    transactionsTable: "payments",
    s3,
    archiveBucket: "audit",
    archiveKeyArn: "arn:key",
    ...others,
  };
  const handle = reconcile(ports);
  const classes = (totals: object) =>
    Object.fromEntries(Object.entries(totals).map(([one, { USD }]) => [one, USD.count]));
  return { handle, objects, s3, classes };
}

/** What a client was told about a payment. */
export const told = (id: string) => ({
  key: `shop#${id}`,
  fingerprint: `f-${id}`,
  amountMinor: "100",
  currency: "USD",
});
/** A payment that nobody has tried to charge. */
export const accepted = (id: string, changes: Item = {}) =>
  item(id, { st: { S: "ACCEPTED" }, rf: {}, maybe: { BOOL: false }, ...changes });
