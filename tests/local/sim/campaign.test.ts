import { expect } from "chai";
import { type CampaignOptions, runCampaign } from "../../../local/sim/campaign";
import { drawScenario } from "../../../local/sim/draw-scenario";
import type { Mode, ProcessorKind, Scenario } from "../../../local/sim/scenario";
import { Stage } from "../../../local/sim/stage";

const OPTIONS: CampaignOptions = {
  ...{ mode: "strong", processor: "idempotent", from: 1, seeds: 12 },
  checkDeterminism: true,
  onProgress: () => undefined,
  isStopped: () => false,
};

const COMBINATIONS: readonly (readonly [Mode, ProcessorKind])[] = [
  ["strong", "lookup"],
  ["eventual", "idempotent"],
  ["eventual", "none"],
];

describe("a campaign of disasters", function () {
  this.timeout(10 * 60_000);

  it("plays a seed twice in one process with the same trace", async () => {
    const stage = await Stage.set(OPTIONS);
    const once = await runCampaign(stage, OPTIONS);
    expect(once).to.include({ seeds: OPTIONS.seeds });
    expect(once.failing).to.deep.equal([]);
    const again = await runCampaign(stage, OPTIONS);
    expect(again.digest).to.equal(once.digest);
    const others = await runCampaign(stage, { ...OPTIONS, from: 2 });
    expect(others.digest).not.to.equal(once.digest);
  });

  for (const [mode, processor] of COMBINATIONS) {
    it(`is as certain of ${mode} tables with a processor of kind ${processor}`, async () => {
      const options = { ...OPTIONS, mode, processor, seeds: 6 };
      expect((await runCampaign(await Stage.set(options), options)).failing).to.deep.equal([]);
    });
  }

  it("has the same digest when somebody reads along", async () => {
    const stage = await Stage.set(OPTIONS);
    const scenario = drawScenario(5, OPTIONS);
    const [quiet, told] = [await stage.play(scenario), await stage.play(scenario, true)];
    expect(told.digest).to.equal(quiet.digest);
    expect([quiet.lines.length, told.lines.length > 50]).to.deep.equal([0, true]);
  });

  it("notices two runs of one seed that differ", async () => {
    let runs = 0;
    const play = async () => ({ violations: [], digest: String(runs++), remoteCalls: 1 });
    const result = await runCampaign({ play } as unknown as Stage, { ...OPTIONS, seeds: 1 });
    expect(result.failing).to.have.length(1);
    expect(result.failing[0]?.violations[0]).to.include({ invariant: "I17" });
  });

  it("tells of its progress now and then, and stops between two seeds with what it has", async () => {
    const told: number[] = [];
    let played = 0;
    const play = async ({ seed }: Scenario) => {
      played += 1;
      return { violations: [], digest: seed, remoteCalls: 7 };
    };
    const result = await runCampaign({ play } as unknown as Stage, {
      ...{ ...OPTIONS, checkDeterminism: false, seeds: 1_000 },
      onProgress: ({ seeds }) => told.push(seeds),
      isStopped: () => played === 250,
    });
    expect(result).to.include({ seeds: 250, remoteCalls: 250 * 7 });
    expect(told.length).to.be.greaterThan(3);
    expect(told).to.deep.equal([...told].sort((a, b) => a - b));
  });
});
