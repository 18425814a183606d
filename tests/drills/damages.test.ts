import { expect } from "chai";
import { localTopology } from "../../local/cloud/local-stack";
import type { ResourceNode } from "../../local/program/resource-node";
import type { Damage } from "./damage";
import { FUNCTION_DAMAGES } from "./damages-of-functions";
import { MESSAGE_DAMAGES } from "./damages-of-messages";
import { REGION_DAMAGES } from "./damages-of-regions";
import { localNodes } from "./local-nodes";
import { TRIALS, type TrialName } from "./trials";
import { VirtualCloud } from "./virtual-cloud";

/**
 * Goal: nothing that the program forgets goes unnoticed on a laptop. Method: one declaration is removed
 * or damaged, the same cloud is built from what is left, and exactly the trial that depends on it fails,
 * for that reason.
 */
describe("A damaged program", function () {
  this.timeout(60_000);
  let nodes: readonly ResourceNode[] = [];

  before(async () => {
    nodes = await localNodes();
  });

  describe("is told from the program as it is, on which", () => {
    for (const [name, trial] of Object.entries(TRIALS)) {
      it(name, async () => {
        const cloud = new VirtualCloud(localTopology(nodes));
        expect(await trial(cloud), cloud.told.slice(-5).join("\n")).to.equal("ok");
        expect(cloud.told.filter((line) => line.includes("not authorized"))).to.deep.equal([]);
      });
    }
  });

  describe("is noticed when", () => {
    for (const damage of [...MESSAGE_DAMAGES, ...FUNCTION_DAMAGES, ...REGION_DAMAGES]) {
      it(damage.what, () => notice(damage, nodes));
    }
  });
});

async function notice({ apply, shows }: Damage, nodes: readonly ResourceNode[]): Promise<void> {
  const damaged = apply(nodes);
  if ("refused" in shows) {
    expect(() => new VirtualCloud(localTopology(damaged))).to.throw(shows.refused);
    return;
  }
  const cloud = new VirtualCloud(localTopology(damaged));
  const trial: TrialName = shows.trial;
  expect(await TRIALS[trial](cloud)).to.match(shows.verdict);
  if (shows.told) expect(cloud.told.join("\n")).to.match(shows.told);
}
