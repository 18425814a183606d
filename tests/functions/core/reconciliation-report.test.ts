import { expect } from "chai";
import { NOTHING_RECONCILED, type Reconciliation } from "../../../functions/core/reconciliation";
import { reconciliationHtml } from "../../../functions/core/reconciliation-html";
import {
  isReportIntact,
  reconciliationReport,
  reportKey,
} from "../../../functions/core/reconciliation-report";

const scope = {
  region: "us-east-2",
  at: "2030-01-02T03:04:05.000Z",
  occasion: "drill",
  sources: ["table in us-east-2", "ledger"],
};
const settled: Reconciliation = {
  ...NOTHING_RECONCILED,
  payments: 2,
  totals: { settled: { USD: { count: 2, amountMinor: "12345" } } },
};
const damaged: Reconciliation = {
  payments: 3,
  totals: {
    settled: { USD: { count: 2, amountMinor: "12345" } },
    trapped: { JPY: { count: 1, amountMinor: "500" } },
  },
  findings: [
    { key: "shop#<script>", classes: ["trapped", "in_doubt"], amountMinor: "500", currency: "JPY" },
  ],
  unlisted: 4,
};

describe("the report of a reconciliation", () => {
  it("is clean only when nothing needs attention and the whole table was read", () => {
    expect(reconciliationReport(scope, settled).clean).to.equal(true);
    expect(reconciliationReport(scope, damaged).clean).to.equal(false);
    expect(reconciliationReport({ ...scope, next: "shop#t" }, settled).clean).to.equal(false);
    expect(reconciliationReport({ ...scope, after: "shop#t" }, settled).clean).to.equal(false);
  });

  it("shows when it was changed, by one character or one count", () => {
    const report = reconciliationReport(scope, damaged);
    expect(isReportIntact(JSON.parse(JSON.stringify(report)))).to.equal(true);
    expect(isReportIntact({ ...report, clean: true })).to.equal(false);
    const result = { ...report.result, unlisted: 3 };
    expect(isReportIntact({ ...report, result })).to.equal(false);
    expect(isReportIntact({ ...report, scope: { ...scope, occasion: "Drill" } })).to.equal(false);
  });

  it("has a name with its day, its time and its hash", () => {
    const report = reconciliationReport(scope, settled);
    expect(reportKey(report)).to.equal(
      `reconciliation/date=2030-01-02/030405-${report.hash.slice(0, 16)}`,
    );
  });

  it("is a page that shows totals, findings and the hash", () => {
    const report = reconciliationReport(scope, damaged);
    const page = reconciliationHtml(report);
    for (const part of ["123.45", "Needs attention", "trapped, in_doubt", "4 more", report.hash]) {
      expect(page).to.contain(part);
    }
    expect(page).to.match(/<td>JPY<\/td><td class="n">1<\/td><td class="n">500<\/td>/);
    expect(reconciliationHtml(reconciliationReport(scope, settled))).to.contain("Clean.");
  });

  it("lets no identifier become markup, and loads nothing from anywhere", () => {
    const hostile = { ...scope, occasion: `"><img src=x onerror='a&b'>`, region: "<b>" };
    const page = reconciliationHtml(reconciliationReport(hostile, damaged));
    expect(page).not.to.match(/<script|<img|<b>|https?:|onerror='/);
    expect(page).to.contain("shop#&#60;script&#62;");
  });

  it("shows money of an unknown currency in minor units", () => {
    const result: Reconciliation = {
      ...damaged,
      totals: { trapped: { unknown: { count: 1, amountMinor: "0" } } },
      findings: [],
    };
    expect(reconciliationHtml(reconciliationReport(scope, result))).to.contain("0 minor units");
  });
});

describe("the reconciliation page", () => {
  it("says when it covers a part only, and shows how many findings it leaves out", () => {
    const part = reconciliationReport({ ...scope, after: "shop#t5" }, damaged);
    expect(reconciliationHtml(part)).to.contain("a part of the table").and.to.contain("4 more");
    const listed = reconciliationReport(scope, { ...damaged, unlisted: 0 });
    expect(reconciliationHtml(listed)).not.to.contain("more are counted");
  });
});
