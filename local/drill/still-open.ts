import { isTerminal } from "../../functions/core/payment-record";
import type { ReadBooks } from "./books";

/** What the books still lack of payments that clients were promised. */
export interface StillOpen {
  readonly payments: number;
  /** Payments that each incomplete book lacks, by the book's name. */
  readonly byBook: Readonly<Record<string, number>>;
}

/** Compares every book with the payments that have to be in it. */
export function stillOpen(books: ReadBooks, keys: Iterable<string>): StillOpen {
  const byBook: Record<string, number> = {};
  let payments = 0;
  for (const key of keys) {
    const lacking = booksWithout(books, key);
    if (lacking.length > 0) payments += 1;
    for (const book of lacking) byBook[book] = (byBook[book] ?? 0) + 1;
  }
  return { payments, byBook };
}

/** One line for people who wait. */
export function openText({ payments, byBook }: StillOpen): string {
  const books = Object.entries(byBook).map(([book, count]) => `${count} in the ${book}`);
  return `not yet everywhere: ${payments} payments; missing ${books.join(", ")}`;
}

function booksWithout({ tables, archives, postings = {} }: ReadBooks, key: string): string[] {
  const states = Object.values(tables).map((table) => table?.get(key)?.record.status);
  // Unknown outcomes stay unknown until somebody resolves them: nothing follows from them.
  if (states.includes("IN_DOUBT")) return [];
  const unfinished = Object.keys(tables).filter((_, at) => {
    const status = states[at];
    return status === undefined || !isTerminal(status);
  });
  if (unfinished.length > 0) return unfinished.map((region) => `table in ${region}`);
  if (!states.includes("SUCCEEDED")) return [];
  return [
    ...Object.entries(archives)
      .filter(([, archive]) => !archive?.receipts.has(key))
      .map(([region]) => `archive in ${region}`),
    ...Object.entries(postings)
      .filter(([, ledger]) => !ledger?.has(key))
      .map(([region]) => `ledger in ${region}`),
  ];
}
