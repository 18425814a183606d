import { expect } from "chai";
import type { Violation } from "../../../local/checkers/facts";
import { drawScenario } from "../../../local/sim/draw-scenario";
import { unexpected } from "../../../local/sim/expected-violations";
import { MUTANTS } from "../../../local/sim/mutants/all-mutants";
import type { Scenario } from "../../../local/sim/scenario";
import { shrink } from "../../../local/sim/shrink";
import { Stage } from "../../../local/sim/stage";

const OPTIONS = { mode: "strong", processor: "idempotent" } as const;

/** A stage on which a disaster is decided by what is in it, without playing it. */
function stageWhere(fails: (scenario: Scenario) => readonly string[]) {
  const played: Scenario[] = [];
  const play = async (scenario: Scenario) => {
    played.push(scenario);
    const violations: Violation[] = fails(scenario).map((invariant) => ({ invariant, detail: "" }));
    return { violations };
  };
  return { stage: { play } as unknown as Stage, played };
}

const size = ({ payments, rates, windows }: Scenario) =>
  payments.length + windows.length + Object.keys(rates).length;

describe("shrinking a failing disaster", function () {
  this.timeout(120_000);

  it("ends with a story that still breaks the same promise in the real world, and hardly anything else", async () => {
    const mutant = MUTANTS.find(({ name }) => name === "key-per-attempt");
    if (!mutant) throw new Error("the mutant has another name now");
    const stage = await Stage.set(OPTIONS, [mutant]);
    const scenario = drawScenario(1, OPTIONS);
    const [first] = unexpected(scenario, (await stage.play(scenario)).violations);
    expect(first?.invariant).to.equal("I3");
    const smallest = await shrink(stage, scenario, "I3");
    const [still] = unexpected(smallest.scenario, (await stage.play(smallest.scenario)).violations);
    expect(still?.invariant).to.equal("I3");
    expect(smallest.scenario.payments.length).to.be.at.most(1);
    expect(size(smallest.scenario)).to.be.at.most(3);
    expect(size(scenario)).to.be.greaterThan(20);
  });

  it("keeps exactly the payments, windows and rates without which nothing fails", async () => {
    const scenario = drawScenario(2, OPTIONS);
    const [payment, other] = [scenario.payments[3], scenario.payments[7]];
    const window = scenario.windows[1];
    const [rate] = Object.keys(scenario.rates);
    const { stage } = stageWhere(({ payments, rates, windows }) =>
      payments.some(({ id }) => id === payment?.id) &&
      payments.some(({ id }) => id === other?.id) &&
      windows.some(({ kind, fromMs }) => kind === window?.kind && fromMs === window.fromMs) &&
      Object.keys(rates).includes(rate ?? "")
        ? ["I2"]
        : [],
    );
    const smallest = (await shrink(stage, scenario, "I2")).scenario;
    expect(smallest.payments.map(({ id }) => id)).to.deep.equal([payment?.id, other?.id]);
    expect(smallest.windows).to.deep.equal([window]);
    expect(Object.keys(smallest.rates)).to.deep.equal([rate]);
    expect(smallest).to.include({ upgradedAtMs: 0, fanOut: false, settles: false });
    expect(smallest.skewMs).to.deep.equal({ primary: 0, secondary: 0 });
  });

  it("does not follow another promise that breaks instead", async () => {
    const scenario = drawScenario(3, OPTIONS);
    const { stage } = stageWhere(({ payments }) =>
      payments.length === scenario.payments.length ? ["I2"] : ["I8", "I2"],
    );
    const smallest = (await shrink(stage, scenario, "I2")).scenario;
    expect(smallest.payments).to.have.length(scenario.payments.length);
  });

  it("stops when its time is over, with what it has", async () => {
    const scenario = drawScenario(4, OPTIONS);
    const { stage, played } = stageWhere(() => ["I2"]);
    const { runs, scenario: smallest } = await shrink(stage, scenario, "I2", 0);
    expect(smallest).to.equal(scenario);
    expect([runs, played.length]).to.deep.equal([0, 0]);
  });
});
