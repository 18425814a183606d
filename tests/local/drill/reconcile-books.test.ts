import { expect } from "chai";
import { isReportIntact } from "../../../functions/core/reconciliation-report";
import {
  acknowledgementsOf,
  type Books,
  reconcileBooks,
} from "../../../local/drill/reconcile-books";
import { at, bodyOf, bookedOf, chargeOf, LIMITS, lineOf, PRIMARY, STANDBY } from "./sample-night";

const SCOPE = { region: STANDBY, atMs: at(0), occasion: "test" };

/** One payment that everybody agrees about. */
function agreed(change: Partial<Books> = {}): Books {
  const table = new Map([["default#p-1", bookedOf("p-1", 1)]]);
  return {
    acknowledged: acknowledgementsOf([lineOf("p-1", 0)], LIMITS),
    tables: { [STANDBY]: table, [PRIMARY]: table },
    charges: [chargeOf("p-1")],
    postings: "not-asked",
    receipts: { [STANDBY]: new Set(["default#p-1"]), [PRIMARY]: new Set(["default#p-1"]) },
    ...change,
  };
}

function classesOf(books: Books): string[] {
  return Object.keys(reconcileBooks(books, SCOPE).result.totals);
}

describe("the drill's reconciliation", () => {
  it("is clean when all books agree, and sealed", () => {
    const report = reconcileBooks(agreed(), SCOPE);
    expect(report.clean).to.equal(true);
    expect(report.result.totals.settled).to.deep.equal({ USD: { count: 1, amountMinor: "1000" } });
    expect(report.scope.sources).to.deep.equal([
      ...["clients", `table in ${STANDBY}`, `table in ${PRIMARY}`, "processor"],
      ...[`archive in ${STANDBY}`, `archive in ${PRIMARY}`],
    ]);
    expect(isReportIntact(report)).to.equal(true);
  });

  const empty = new Map();
  const table = (id: string, change: Record<string, object>) =>
    new Map([[`default#${id}`, bookedOf(id, 1, change)]]);
  const cases: Record<string, { books: Books; class: string }> = {
    "a payment that clients know and no table": {
      books: agreed({ tables: { [STANDBY]: empty, [PRIMARY]: empty }, charges: [] }),
      class: "trapped",
    },
    "a payment that one region lacks": {
      books: agreed({ tables: { ...agreed().tables, [PRIMARY]: empty } }),
      class: "trapped",
    },
    "a charge without any record": {
      books: agreed({ charges: [chargeOf("p-1"), chargeOf("p-9")] }),
      class: "charged_unrecorded",
    },
    "two charges": {
      books: agreed({ charges: [chargeOf("p-1"), chargeOf("p-1", { reference: "again" })] }),
      class: "charged_twice",
    },
    "a charge of another amount": {
      books: agreed({ charges: [chargeOf("p-1", { amount_minor: "1" })] }),
      class: "charged_wrong_amount",
    },
    "a result without a charge": { books: agreed({ charges: [] }), class: "recorded_uncharged" },
    "a payment that one archive lacks": {
      books: agreed({ receipts: { [STANDBY]: new Set(["default#p-1"]), [PRIMARY]: new Set() } }),
      class: "unarchived",
    },
    "an archive that could not be read": {
      books: agreed({ receipts: { [STANDBY]: new Set(["default#p-1"]), [PRIMARY]: undefined } }),
      class: "unarchived",
    },
    "a table that could not be read": {
      books: agreed({ tables: { ...agreed().tables, [PRIMARY]: undefined } }),
      class: "unverified",
    },
    "a ledger that could not be read": {
      books: agreed({ charges: undefined }),
      class: "unverified",
    },
    "another request under the same identifier": {
      books: agreed({
        acknowledged: acknowledgementsOf(
          [lineOf("p-1", 0, { request: bodyOf("p-1", "11.00") })],
          LIMITS,
        ),
      }),
      class: "conflict_fp",
    },
    "a payment in doubt": {
      books: agreed({
        tables: {
          [STANDBY]: table("p-1", { st: { S: "IN_DOUBT" } }),
          [PRIMARY]: table("p-1", { st: { S: "IN_DOUBT" } }),
        },
        charges: [],
      }),
      class: "in_doubt",
    },
  };
  for (const [what, { books, class: expected }] of Object.entries(cases)) {
    it(`finds ${what}: ${expected}`, () => {
      expect(classesOf(books)).to.include(expected);
      expect(reconcileBooks(books, SCOPE).clean).to.equal(false);
    });
  }

  it("takes a declined order for no charge", () => {
    const declined = table("p-1", { st: { S: "DECLINED" } });
    const tables = { [STANDBY]: declined, [PRIMARY]: declined };
    const books = agreed({ tables, charges: [chargeOf("p-1", { result: "declined" })] });
    expect(classesOf({ ...books, receipts: "not-asked" })).to.deep.equal(["settled"]);
  });

  it("never agrees with an acknowledgement of a request that breaks the rules", () => {
    const { request: _request, ...malformed } = lineOf("p-1", 0, { kind: "malformed" });
    const acknowledged = acknowledgementsOf([malformed], LIMITS);
    expect(classesOf(agreed({ acknowledged }))).to.include("conflict_fp");
  });

  it("looks at some payments only when it is told which", () => {
    const charges = [chargeOf("p-1"), chargeOf("p-9")];
    const report = reconcileBooks(agreed({ charges }), SCOPE, new Set(["default#p-1"]));
    expect(report.result.payments).to.equal(1);
    expect(report.clean).to.equal(true);
  });
});
