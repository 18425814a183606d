import { expect } from "chai";
import type { ReadBooks } from "../../../local/drill/books";
import { openText, stillOpen } from "../../../local/drill/still-open";
import { bookedOf, PRIMARY, STANDBY } from "./sample-night";

const KEY = "default#p-1";
const succeeded = bookedOf("p-1", 1);
const holding = (booked = succeeded) => new Map([[KEY, booked]]);
const archive = (...keys: string[]) => ({ receipts: new Set(keys) }) as never;
const ledger = (...keys: string[]) => new Map(keys.map((key) => [key, {}])) as never;

function complete(change: Partial<ReadBooks> = {}): ReadBooks {
  return {
    tables: { [PRIMARY]: holding(), [STANDBY]: holding() },
    ledger: [],
    postings: { [PRIMARY]: ledger(KEY), [STANDBY]: ledger(KEY) },
    archives: { [PRIMARY]: archive(KEY), [STANDBY]: archive(KEY) },
    ...change,
  };
}

const inState = (status: string) => {
  const booked = { ...succeeded, record: { ...succeeded.record, status } } as typeof succeeded;
  return { [PRIMARY]: holding(booked), [STANDBY]: holding(booked) };
};

describe("What the books still lack", () => {
  const open = (books: ReadBooks) => stillOpen(books, [KEY]).byBook;

  it("is nothing when every book has the payment", () => {
    expect(stillOpen(complete(), [KEY])).to.deep.equal({ payments: 0, byBook: {} });
  });

  it("names the book, and the region it belongs to", () => {
    expect(open(complete({ archives: { [STANDBY]: archive() } }))).to.deep.equal({
      [`archive in ${STANDBY}`]: 1,
    });
    const postings = { [PRIMARY]: ledger(KEY), [STANDBY]: ledger() };
    expect(open(complete({ postings }))).to.deep.equal({ [`ledger in ${STANDBY}`]: 1 });
  });

  it("counts a book that cannot be read as lacking everything", () => {
    expect(open(complete({ archives: { [PRIMARY]: undefined } }))).to.deep.equal({
      [`archive in ${PRIMARY}`]: 1,
    });
    expect(open(complete({ tables: { [PRIMARY]: undefined } }))).to.deep.equal({
      [`table in ${PRIMARY}`]: 1,
    });
  });

  it("expects receipts and postings only where money moved", () => {
    const bare = { archives: { [PRIMARY]: archive() }, postings: { [PRIMARY]: ledger() } };
    expect(open(complete({ tables: inState("DECLINED"), ...bare }))).to.deep.equal({});
    expect(open(complete({ tables: inState("IN_DOUBT"), ...bare }))).to.deep.equal({});
    expect(open(complete({ tables: inState("SUCCEEDED"), ...bare }))).to.have.keys(
      `archive in ${PRIMARY}`,
      `ledger in ${PRIMARY}`,
    );
  });

  it("waits for the table first", () => {
    expect(open(complete({ tables: inState("PROCESSING"), archives: {} }))).to.have.keys(
      `table in ${PRIMARY}`,
      `table in ${STANDBY}`,
    );
  });

  it("asks no ledger of a stack that has none", () => {
    expect(open(complete({ postings: undefined }))).to.deep.equal({});
  });

  it("is told in one line", () => {
    const text = openText(stillOpen(complete({ archives: { [STANDBY]: archive() } }), [KEY]));
    expect(text).to.equal(`not yet everywhere: 1 payments; missing 1 in the archive in ${STANDBY}`);
  });
});
