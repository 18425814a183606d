import { expect } from "chai";
import { drawScenario } from "../../../local/sim/draw-scenario";
import { RATE_FAULTS, WINDOW_FAULTS } from "../../../local/sim/fault-kinds";
import { POLICY_NAMES } from "../../../local/sim/policies";
import type { Mode, Scenario } from "../../../local/sim/scenario";

/** So many seeds are played with every run of the tests. */
const SEEDS = 400;

function drawn(mode: Mode): Scenario[] {
  return Array.from({ length: SEEDS }, (_, index) =>
    drawScenario(index + 1, { mode, processor: "idempotent" }),
  );
}

function all<T>(scenarios: readonly Scenario[], of: (one: Scenario) => readonly T[]): Set<T> {
  return new Set(scenarios.flatMap((one) => of(one)));
}

describe("drawing disasters", () => {
  const strong = drawn("strong");
  const eventual = drawn("eventual");
  const payments = strong.flatMap((one) => one.payments);

  it("meets every kind of fault", () => {
    const windows = all(eventual, (one) => one.windows.map(({ kind }) => kind));
    expect([...windows]).to.have.members([...WINDOW_FAULTS]);
    const rates = all(strong, (one) => Object.keys(one.rates));
    expect([...rates]).to.have.members([...RATE_FAULTS]);
  });

  it("breaks the replication only of tables that have one to break", () => {
    const windows = all(strong, (one) => one.windows.map(({ kind }) => kind));
    const missing = WINDOW_FAULTS.filter((kind) => !windows.has(kind));
    expect(missing).to.deep.equal(["replication-stopped", "log-lost"]);
  });

  it("strikes every place, cuts every pair of places and stops every region", () => {
    const places = ["primary", "secondary", "witness", "internet", "processor"];
    const cuts = strong.flatMap(({ windows }) =>
      windows.filter(({ kind }) => kind === "cut" || kind === "half-cut"),
    );
    const pairs = new Set(cuts.map(({ at, to }) => [at, to].sort().join()));
    expect(pairs.size).to.equal((places.length * (places.length - 1)) / 2);
    const down = strong.flatMap(({ windows }) =>
      windows.filter(({ kind }) => kind === "region-down"),
    );
    expect(new Set(down.map(({ at }) => at))).to.have.keys("primary", "secondary", "witness");
  });

  it("meets every policy, every kind of disaster, every mood and two releases", () => {
    expect([...all(strong, ({ policy }) => [policy])]).to.have.members([...POLICY_NAMES]);
    expect(all(strong, ({ kind }) => [kind])).to.have.keys(
      ...["disaster", "clean-loss", "long-night", "long-outage"],
    );
    const moods = ["prompt", "slow", "divided", "refusing", "silent"];
    expect([...all(strong, ({ approvers }) => [approvers])]).to.have.members(moods);
    expect(strong.filter(({ upgradedAtMs }) => upgradedAtMs > 0)).not.to.be.empty;
    expect(strong.filter(({ fanOut }) => fanOut)).not.to.be.empty;
    expect(strong.filter(({ settles }) => settles)).not.to.be.empty;
  });

  it("sends every kind of request by every kind of client", () => {
    const shapes = ["valid", "malformed", "card-number", "too-large", "float-trap"];
    expect([...new Set(payments.map(({ shape }) => shape))]).to.have.members(shapes);
    const resolvers = ["dns", "stale", "primary", "secondary"];
    expect([...new Set(payments.map(({ resolver }) => resolver))]).to.have.members(resolvers);
    const methods = ["card_ok", "decline_card", "broken_card"];
    expect([...new Set(payments.map(({ method }) => method))]).to.have.members(methods);
    expect(payments.some(({ copies }) => copies > 1)).to.equal(true);
    expect(payments.some(({ conflictAfterMs }) => conflictAfterMs !== undefined)).to.equal(true);
    expect(payments.some(({ readsAfterMs }) => readsAfterMs.length > 0)).to.equal(true);
  });

  it("sets the clocks of the regions apart by up to half a minute", () => {
    const skews = strong.flatMap(({ skewMs }) => [skewMs.primary, skewMs.secondary]);
    expect(Math.max(...skews)).to.be.within(25_000, 30_000);
    expect(Math.min(...skews)).to.be.within(-30_000, -25_000);
  });

  it("leaves most kinds of faults out of each single disaster", () => {
    for (const { kind, rates, windows } of strong) {
      if (kind !== "disaster") continue;
      expect(new Set(windows.map((one) => one.kind)).size).to.be.below(WINDOW_FAULTS.length * 0.75);
      expect(Object.keys(rates).length).to.be.at.most(RATE_FAULTS.length);
    }
    const quiet = strong.filter(({ rates }) => Object.keys(rates).length < RATE_FAULTS.length / 2);
    expect(quiet).not.to.be.empty;
  });

  it("ends all faults before it judges liveness", () => {
    for (const { endMs, healMs, windows } of [...strong, ...eventual]) {
      expect(endMs).to.be.greaterThan(healMs);
      for (const { fromMs, untilMs } of windows) expect(untilMs).to.be.within(fromMs, healMs);
    }
  });

  it("draws the same disaster from the same seed", () => {
    expect(drawn("strong")).to.deep.equal(strong);
    expect(strong[0]).not.to.deep.equal(strong[1]);
  });
});
