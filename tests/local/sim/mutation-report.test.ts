import { expect } from "chai";
import type { Mutant } from "../../../local/sim/mutants/mutant";
import type { Hunt } from "../../../local/sim/mutation";
import { mutationReport, verdictOf } from "../../../local/sim/mutation-report";

function huntOf(mutant: Partial<Mutant>, killed: boolean): Hunt {
  const ground = "strong/none" as const;
  return {
    mutant: {
      name: "no-claim",
      file: "functions/process.ts",
      find: "a",
      replace: "b",
      why: "a | b",
      ...mutant,
    },
    kill: killed ? { ground, where: "seed 7", invariant: "I2", detail: "twice" } : undefined,
    scenarios: 41,
  };
}

describe("the report on mutants", () => {
  const killed = huntOf({}, true);
  const argued = huntOf({ name: "no-lock", equivalent: "There is nothing to lock." }, false);

  it("says who noticed, and where", () => {
    expect(verdictOf(killed)).to.equal("killed by I2, strong/none, seed 7");
  });

  it("tells an argued survivor from an unexplained one, and a refuted argument", () => {
    expect(verdictOf(argued)).to.equal("survives 41 disasters, as argued");
    expect(verdictOf(huntOf({}, false))).to.contain("UNEXPLAINED");
    expect(verdictOf(huntOf({ equivalent: "Nobody looks." }, true))).to.contain("REFUTES");
  });

  it("names the command that generates it, every killer, and every argument", () => {
    const report = mutationReport([killed, argued, huntOf({ name: "no-luck" }, false)], 50);
    expect(report).to.contain("`npm run sim -- --mutants --write`");
    expect(report).to.contain("1 of 3 mutants are killed, within 50 seeds");
    expect(report).to.contain(
      "| no-claim | a \\| b | `functions/process.ts` | I2 | strong/none, seed 7 |",
    );
    expect(report).to.contain("- **no-lock**").and.to.contain("There is nothing to lock.");
    expect(report).to.match(/\*\*no-luck\*\*.*: unexplained/);
  });
});
