import { expect } from "chai";
import { runCampaign } from "../../../local/sim/campaign";
import { drawScenario } from "../../../local/sim/draw-scenario";
import { unexpected } from "../../../local/sim/expected-violations";
import { PROCESSORS } from "../../../local/sim/processors";
import type { Mode, ProcessorKind } from "../../../local/sim/scenario";
import { simStack } from "../../../local/sim/sim-topology";
import { Stage } from "../../../local/sim/stage";
import { problemsOf } from "../../components/sample-stack";

/** Enough to meet what these combinations cannot avoid. */
const SEEDS = 120;
const ALL = Array.from({ length: 18 }, (_, index) => `I${index + 1}`);
const LOG_LOST = { kind: "log-lost", at: "primary", to: "witness", fromMs: 1, untilMs: 2 } as const;

function play(mode: Mode, processor: ProcessorKind) {
  const options = { mode, processor, from: 1, seeds: SEEDS, checkDeterminism: false };
  const quietly = { onProgress: () => undefined, isStopped: () => false };
  return Stage.set(options).then((stage) => runCampaign(stage, { ...options, ...quietly }));
}

/** What remains to be an alarm when everything is violated at once. */
function alarming(mode: Mode, processor: ProcessorKind, logIsLost = false): string[] {
  const scenario = {
    ...drawScenario(1, { mode, processor }),
    windows: logIsLost ? [LOG_LOST] : [],
  };
  const violations = ALL.map((invariant) => ({ invariant, detail: "" }));
  return unexpected(scenario, violations).map(({ invariant }) => invariant);
}

describe("combinations that cannot keep every promise", function () {
  this.timeout(10 * 60_000);

  for (const processor of ["none", "lookup"] as const) {
    it(`charges twice on eventual tables with a processor of kind ${processor}, and counts it`, async () => {
      const { expected, failing } = await play("eventual", processor);
      expect(failing).to.deep.equal([]);
      expect(expected.I2, JSON.stringify(expected)).to.be.greaterThan(0);
    });

    it(`is refused by the program with a processor of kind ${processor}`, async () => {
      const settings = (mode: Mode) => ({
        consistency: mode,
        processor: PROCESSORS[processor](mode),
      });
      const named = (problem: string) => problem.includes("processor.idempotencyKey");
      expect(problemsOf(settings("eventual")).filter(named)).to.have.length(1);
      expect(problemsOf(settings("strong"))).to.deep.equal([]);
      const choice = { mode: "eventual", processor, policy: "quick" } as const;
      expect((await simStack(choice)).refused).to.equal(true);
      expect((await simStack({ ...choice, mode: "strong" })).refused).to.equal(false);
    });
  }

  it("never charges twice on eventual tables with keys, and counts what last-writer-wins does", async () => {
    const { expected, failing } = await play("eventual", "idempotent");
    expect(failing).to.deep.equal([]);
    expect(expected.I2).to.equal(undefined);
    for (const invariant of ["I1", "I5"]) {
      expect(expected[invariant], JSON.stringify(expected)).to.be.greaterThan(0);
    }
    const settings = { consistency: "eventual", processor: PROCESSORS.idempotent("eventual") };
    expect(problemsOf(settings)).to.deep.equal([]);
  });
});

describe("what nobody has announced", () => {
  it("is everything on strong tables, whatever the processor promises", () => {
    for (const processor of ["idempotent", "lookup", "none"] as const) {
      expect(alarming("strong", processor, true)).to.deep.equal(ALL);
    }
  });

  it("is a second charge wherever there are keys, also when replication was lost", () => {
    expect(alarming("eventual", "idempotent", true)).to.include("I2");
  });

  it("is a lost payment, unless what was not replicated is lost for good", () => {
    expect(alarming("eventual", "idempotent")).to.include.members(["I1", "I7", "I8", "I9", "I18"]);
    expect(alarming("eventual", "idempotent", true)).not.to.include("I1");
  });

  it("is always a broken fence, a leak, an outage, or a takeover without a reason", () => {
    for (const processor of ["idempotent", "none"] as const) {
      const always = ["I4", "I10", "I11", "I12", "I14", "I15", "I17"];
      expect(alarming("eventual", processor, true)).to.include.members(always);
    }
  });
});
