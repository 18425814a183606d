import { expect } from "chai";
import fc from "fast-check";
import {
  found,
  type PaymentEvidence,
  type RecordedPayment,
} from "../../../functions/core/payment-evidence";
import type { PaymentStatus } from "../../../functions/core/payment-record";
import {
  classesOf,
  LISTED_FINDINGS,
  NOTHING_RECONCILED,
  RECONCILIATION_CLASSES,
  type ReconciliationClass,
  reconcilePayment,
} from "../../../functions/core/reconciliation";

function recorded(changes: Partial<RecordedPayment> = {}): RecordedPayment {
  return {
    status: "SUCCEEDED",
    fingerprint: "f-1",
    amountMinor: "100",
    currency: "USD",
    reference: "r-1",
    inFlight: false,
    fresh: false,
    maybe: true,
    ...changes,
  };
}

const open = recorded({ status: "ACCEPTED", reference: undefined, maybe: false });
const told = { key: "shop#t-1", fingerprint: "f-1", amountMinor: "100", currency: "USD" };
const charge = { reference: "r-1", amountMinor: "100", currency: "USD" };
const posted = { amountMinor: "100", currency: "USD", reference: "r-1" };

/** A payment on which everybody agrees, to be damaged. */
function evidence(changes: Partial<PaymentEvidence> = {}): PaymentEvidence {
  return {
    key: "shop#t-1",
    acknowledged: [told],
    recorded: { east: recorded(), west: recorded() },
    charges: [charge],
    posted,
    archived: true,
    ...changes,
  };
}

const both = (record: RecordedPayment) => ({ east: record, west: record });

describe("the class of a payment", () => {
  const cases: [string, Partial<PaymentEvidence>, ReconciliationClass[]][] = [
    ["settled when all books agree", {}, ["settled"]],
    [
      "settled when nobody else was asked",
      { charges: "not-asked", posted: "not-asked", archived: "not-asked" },
      ["settled"],
    ],
    [
      "settled when it was declined, and not charged",
      {
        recorded: both(recorded({ status: "DECLINED" })),
        charges: "absent",
        posted: "absent",
        archived: false,
      },
      ["settled"],
    ],
    [
      "open before anything was tried",
      { recorded: both(open), charges: "absent", posted: "absent", archived: false },
      ["open"],
    ],
    [
      "open while it is charged right now",
      { recorded: both(recorded({ status: "PROCESSING", inFlight: true })), archived: false },
      ["open"],
    ],
    [
      "open while replicas differ about how far it is",
      {
        recorded: { east: open, west: recorded({ status: "PROCESSING", inFlight: true }) },
        charges: "absent",
        posted: "absent",
      },
      ["open"],
    ],
    ["charged twice", { charges: [charge, { ...charge, reference: "r-2" }] }, ["charged_twice"]],
    [
      "settled when the processor lists one charge twice",
      { charges: [charge, charge] },
      ["settled"],
    ],
    [
      "charged with another amount",
      { charges: [{ ...charge, amountMinor: "101" }] },
      ["charged_wrong_amount"],
    ],
    [
      "charged in another currency",
      { charges: [{ ...charge, currency: "EUR" }] },
      ["charged_wrong_amount"],
    ],
    [
      "in conflict when a client was told about another request",
      { acknowledged: [told, { ...told, fingerprint: "f-2" }] },
      ["conflict_fp"],
    ],
    [
      "in conflict when the regions hold different requests",
      { recorded: { east: recorded(), west: recorded({ fingerprint: "f-2" }) } },
      ["conflict_fp"],
    ],
    [
      "trapped when one region lacks it",
      { recorded: { east: recorded(), west: "absent" } },
      ["trapped"],
    ],
    [
      "trapped when a client was told and nobody has it",
      {
        recorded: { east: "absent", west: "absent" },
        charges: "absent",
        posted: "absent",
        archived: false,
      },
      ["trapped"],
    ],
    [
      "trapped and posted when only the ledger has it",
      { acknowledged: [], recorded: { east: "absent" }, charges: "absent" },
      ["trapped", "misposted"],
    ],
    [
      "regressed when a region forgot how it ended",
      { recorded: { east: recorded(), west: open } },
      ["lww_regressed"],
    ],
    [
      "regressed when the regions remember different ends",
      { recorded: { east: recorded(), west: recorded({ status: "FAILED" }) } },
      ["lww_regressed"],
    ],
    [
      "on its way into the other region for a while",
      { recorded: { east: recorded({ fresh: true }), west: open } },
      ["open"],
    ],
    [
      "regressed however young the different ends are",
      { recorded: { east: recorded({ fresh: true }), west: recorded({ status: "FAILED" }) } },
      ["lww_regressed"],
    ],
    [
      "on its way into the ledger and the archive for a while",
      { recorded: { east: recorded({ fresh: true }) }, posted: "absent", archived: false },
      ["open"],
    ],
    ["unverified when the archive could not be read", { archived: "unknown" }, ["unverified"]],
    ["recorded but not charged", { charges: "absent" }, ["recorded_uncharged"]],
    [
      "recorded under a charge that the processor does not know",
      { charges: [{ ...charge, reference: "r-9" }] },
      ["recorded_uncharged"],
    ],
    [
      "charged but not recorded",
      { recorded: both(recorded({ status: "FAILED" })), posted: "absent" },
      ["charged_unrecorded"],
    ],
    [
      "charged but still waiting",
      { recorded: both(open), posted: "absent", archived: false },
      ["charged_unrecorded"],
    ],
    [
      "charged without any record",
      { acknowledged: [], recorded: { east: "absent" }, posted: "absent" },
      ["charged_unrecorded"],
    ],
    ["posted with another amount", { posted: { ...posted, amountMinor: "99" } }, ["misposted"]],
    ["posted under another reference", { posted: { ...posted, reference: "r-2" } }, ["misposted"]],
    [
      "posted though it failed",
      { recorded: both(recorded({ status: "FAILED" })), charges: "absent" },
      ["misposted"],
    ],
    ["processed but not posted", { posted: "absent" }, ["unposted"]],
    ["processed but without a receipt", { archived: false }, ["unarchived"]],
    [
      "in doubt",
      { recorded: both(recorded({ status: "IN_DOUBT" })), charges: "absent", posted: "absent" },
      ["in_doubt"],
    ],
    [
      "in doubt, and in truth charged",
      { recorded: both(recorded({ status: "IN_DOUBT" })), posted: "absent" },
      ["charged_unrecorded", "in_doubt"],
    ],
    ["unverified when the processor did not answer", { charges: "unknown" }, ["unverified"]],
    ["unverified when the ledger did not answer", { posted: "unknown" }, ["unverified"]],
    [
      "unverified when a region did not answer",
      { recorded: { east: recorded(), west: "unknown" } },
      ["unverified"],
    ],
  ];
  for (const [title, changes, classes] of cases) {
    it(`is: ${title}`, () => {
      expect(classesOf(evidence(changes))).to.deep.equal(classes);
    });
  }
});

describe("control totals", () => {
  const statuses: PaymentStatus[] = [
    "ACCEPTED",
    "PROCESSING",
    "IN_DOUBT",
    "SUCCEEDED",
    "DECLINED",
    "FAILED",
  ];
  const someRecord = fc.record({
    status: fc.constantFrom(...statuses),
    fingerprint: fc.constantFrom("f-1", "f-2"),
    amountMinor: fc.bigInt({ min: 1n, max: 10n ** 17n }).map(String),
    currency: fc.constantFrom("USD", "EUR", "JPY"),
    reference: fc.constantFrom("r-1", undefined),
    inFlight: fc.boolean(),
    fresh: fc.boolean(),
    maybe: fc.boolean(),
  });
  const somebody = fc.oneof(someRecord, fc.constantFrom("absent" as const, "unknown" as const));
  const someEvidence: fc.Arbitrary<PaymentEvidence> = fc.record({
    key: fc.constant("shop#t"),
    acknowledged: fc.constantFrom([], [told]),
    recorded: fc.record({ east: somebody, west: somebody }),
    charges: fc.constantFrom("not-asked" as const, "unknown" as const, "absent" as const, [charge]),
    posted: fc.constantFrom("not-asked" as const, "unknown" as const, "absent" as const, posted),
    archived: fc.constantFrom(true, false, "not-asked" as const, "unknown" as const),
  });

  it("count every payment exactly once, and all of its money", () => {
    fc.assert(
      fc.property(fc.array(someEvidence, { maxLength: 20 }), (payments) => {
        const result = payments.reduce(reconcilePayment, NOTHING_RECONCILED);
        const all = RECONCILIATION_CLASSES.flatMap((one) =>
          Object.values(result.totals[one] ?? {}),
        );
        expect(all.reduce((count, total) => count + total.count, 0)).to.equal(payments.length);
        const sum = all.reduce((total, { amountMinor }) => total + BigInt(amountMinor), 0n);
        const expected = payments.map(({ acknowledged, recorded: places, posted: books }) => {
          const money =
            acknowledged[0] ?? Object.values(places).map(found).find(Boolean) ?? found(books);
          return BigInt(money?.amountMinor ?? 0);
        });
        const known = payments.every(
          ({ acknowledged, recorded: places, posted: books }) =>
            acknowledged.length > 0 || Object.values(places).some(found) || found(books),
        );
        if (known) expect(sum).to.equal(expected.reduce((total, amount) => total + amount, 0n));
      }),
      { numRuns: 200 },
    );
  });

  it("never call a payment settled when anybody contradicts it or did not answer", () => {
    fc.assert(
      fc.property(someEvidence, (one) => {
        const classes = classesOf(one);
        const calm = classes.includes("settled") || classes.includes("open");
        if (!calm) return;
        expect(classes).to.have.length(1);
        expect(Object.values(one.recorded)).not.to.include("unknown");
        expect([one.charges, one.posted]).not.to.include("unknown");
      }),
      { numRuns: 500 },
    );
  });

  it("still count what is too much to list", () => {
    const bad = evidence({ posted: "absent" });
    const many = Array.from({ length: LISTED_FINDINGS + 3 }, () => bad);
    const result = many.reduce(reconcilePayment, NOTHING_RECONCILED);
    expect(result.findings).to.have.length(LISTED_FINDINGS);
    expect(result.unlisted).to.equal(3);
    expect(result.totals.unposted).to.deep.equal({
      USD: { count: LISTED_FINDINGS + 3, amountMinor: String(100 * (LISTED_FINDINGS + 3)) },
    });
  });
});
