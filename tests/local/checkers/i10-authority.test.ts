import { expect } from "chai";
import { AUTHORITY_LEASE_MS } from "../../../functions/core/control-item";
import type { Facts, Takeover } from "../../../local/checkers/facts";
import { authorityOf, found, KEY, PRIMARY, quietFacts, STANDBY, takeoverOf } from "./quiet-facts";

const TAKEN_MS = 60_000;
const STEADY_MS = 75_000;

/** The standby takes over, and is steady at once or after its wait. */
const MOVED = [
  authorityOf(),
  authorityOf({ atMs: TAKEN_MS, active: STANDBY, epoch: 2, by: "detect" }),
];
const MOVED_SLOWLY = [
  authorityOf(),
  authorityOf({ atMs: TAKEN_MS, active: STANDBY, epoch: 2, phase: "TAKEOVER", by: "detect" }),
  authorityOf({ atMs: STEADY_MS, active: STANDBY, epoch: 2, by: "detect" }),
];

function called(region: string, atMs: number, change: Partial<Facts> = {}) {
  const calls = [{ key: KEY, region, atMs }];
  return found("I10", quietFacts({ authorities: MOVED, calls, ...change }));
}

function moves(...takeovers: Partial<Takeover>[]): Partial<Facts> {
  return { takeovers: takeovers.map((one) => takeoverOf(one)) };
}

describe("I10: only the region with authority starts side effects", () => {
  it("lets epochs rise by one, with a wait or without", () => {
    for (const authorities of [MOVED, MOVED_SLOWLY]) {
      expect(found("I10", quietFacts({ authorities }))).to.deep.equal([]);
    }
  });

  it("notices an epoch that stays although authority moves", () => {
    const authorities = [authorityOf(), authorityOf({ atMs: TAKEN_MS, active: STANDBY })];
    expect(found("I10", quietFacts({ authorities }))[0]).to.contain("from 1 to 1");
  });

  it("notices an epoch that is skipped, and one that falls", () => {
    for (const epoch of [0, 3]) {
      const authorities = [authorityOf(), authorityOf({ atMs: TAKEN_MS, active: STANDBY, epoch })];
      expect(found("I10", quietFacts({ authorities })), String(epoch)).to.have.length(1);
    }
  });

  it("lets the old region act until its last lease is over, and not a moment longer", () => {
    expect(called(PRIMARY, TAKEN_MS + AUTHORITY_LEASE_MS)).to.deep.equal([]);
    expect(called(PRIMARY, TAKEN_MS + AUTHORITY_LEASE_MS + 1)[0]).to.contain("without authority");
  });

  it("notices a region that acts before authority is its own", () => {
    expect(called(STANDBY, TAKEN_MS - 1)).to.have.length(1);
    expect(called(STANDBY, TAKEN_MS)).to.deep.equal([]);
  });

  it("notices a region that acts during its takeover", () => {
    const authorities = MOVED_SLOWLY;
    expect(called(STANDBY, TAKEN_MS + 1_000, { authorities })).to.have.length(1);
    expect(called(STANDBY, STEADY_MS, { authorities })).to.deep.equal([]);
  });

  it("lets nobody of the old region act beside a steady one under eventual consistency", () => {
    const facts = { mode: "eventual" } as const;
    expect(called(PRIMARY, TAKEN_MS + 1_000, facts)[0]).to.contain("already steady");
    const authorities = MOVED_SLOWLY;
    expect(called(PRIMARY, TAKEN_MS + 1_000, { ...facts, authorities })).to.deep.equal([]);
  });
});

describe("I10: automatic takeovers and failbacks keep their distance", () => {
  const second = { atMs: 600_000, epoch: 3 };

  it("notices one that comes too soon", () => {
    const [detail] = found("I10", quietFacts(moves({}, second)));
    expect(detail).to.contain("an automatic takeover at 600000 ms");
    expect(found("I10", quietFacts(moves({}, { ...second, atMs: 660_000 })))).to.be.empty;
  });

  it("notices a failback that comes too soon, whoever ordered it", () => {
    const failback = { ...second, automatic: false, isFailback: true };
    expect(found("I10", quietFacts(moves({}, failback)))[0]).to.contain("a failback");
  });

  it("lets people order a takeover at any time", () => {
    const ordered = { ...second, automatic: false };
    expect(found("I10", quietFacts(moves({}, ordered)))).to.deep.equal([]);
  });

  it("allows for the difference between the regions' clocks, and for no more", () => {
    const soon = moves({}, { ...second, atMs: 660_000 - 31_000 });
    expect(found("I10", quietFacts({ ...soon, clockSkewMs: 30_000 }))).to.deep.equal([]);
    expect(found("I10", quietFacts({ ...soon, clockSkewMs: 29_000 }))).to.have.length(1);
  });
});
