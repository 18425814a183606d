import { expect } from "chai";
import { chooseLedger } from "../../../local/cloud/ledger-choice";

const missing = () => {
  throw new Error("no usable PostgreSQL 14 or later");
};
const found = () => "postgres";

describe("The ledger of the local stack", () => {
  it("is a database where this machine has PostgreSQL", () => {
    expect(chooseLedger("auto", found).overrides).to.include("ledger.kind=aurora");
    expect(chooseLedger("aurora", found).note).to.equal(undefined);
  });

  it("is left out with a reason where there is none", () => {
    const { overrides, note } = chooseLedger("auto", missing);
    expect(overrides).to.deep.equal([]);
    expect(note).to.match(/without its ledger.*no usable PostgreSQL/);
  });

  it("is an error where it was asked for and there is none", () => {
    expect(() => chooseLedger("aurora", missing)).to.throw(/--ledger aurora: no usable PostgreSQL/);
  });

  it("is left out when nobody wants it", () => {
    expect(chooseLedger("none", found)).to.deep.equal({ overrides: [], note: undefined });
  });

  it("is one of three kinds", () => {
    expect(() => chooseLedger("sqlite", found)).to.throw(/sqlite is none of auto, aurora and none/);
  });
});
