import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { CRASH_WORLDS } from "../../../local/sim/crash-worlds";
import type { SourcePatch } from "../../../local/sim/entry-points";
import { MUTANTS } from "../../../local/sim/mutants/all-mutants";
import type { Mutant } from "../../../local/sim/mutants/mutant";
import { hunt } from "../../../local/sim/mutation";

const ROOT = join(__dirname, "../../..");
const COMBINATIONS = /^(strong|eventual)\/(idempotent|lookup|none)$/;

/** One of each kind, who die within their first disasters: the others take minutes and have a command. */
const QUICK: Readonly<Record<string, string>> = {
  "float-money": "I3",
  "card-numbers-welcome": "I4",
  "refusal-echoes-card-number": "I15",
  "answer-with-region": "I5",
  "accept-overwrites": "I6",
  "accept-without-due": "I8",
  "told-without-publishing": "I9",
  "key-per-attempt": "I3",
  "unknown-means-failed": "I7",
  "no-authority-needed": "I10",
  "claim-ignores-lease": "I2",
  "one-bad-tick": "I11",
  "acknowledged-without-write": "I1",
  "claim-without-second-barrier": "I13",
  "moves-leave-no-record": "move",
  "park-on-old-state": "I6",
  "expired-claim-charges": "I7",
};
const QUICK_SEEDS = 10;

function mutantOf(name: string): Mutant {
  const found = MUTANTS.find((mutant) => mutant.name === name);
  if (!found) throw new Error(`there is no mutant ${name}`);
  return found;
}

function textOf({ file }: SourcePatch): string {
  return readFileSync(join(ROOT, file), "utf8");
}

describe("the mutants", () => {
  it("are at least sixty, each with a name and a promise of its own kind", () => {
    expect(MUTANTS.length).to.be.at.least(60);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).to.equal(MUTANTS.length);
    for (const { name, why } of MUTANTS) {
      expect(name).to.match(/^[a-z]+(-[a-z]+)+$/);
      expect(why, name).to.match(/^[a-z].{8,}[^.]$/);
    }
  });

  it("change exactly one place of the product's sources, or of each barrier that has to fall", () => {
    for (const mutant of MUTANTS) {
      for (const patch of [mutant, ...(mutant.also ?? [])]) {
        expect(patch.file, mutant.name).to.match(/^functions\//);
        expect(textOf(patch).split(patch.find), mutant.name).to.have.length(2);
        expect(patch.replace, mutant.name).not.to.equal(patch.find);
      }
    }
  });

  it("reach into requests, conditions, writes, processing, authority, recovery and failover", () => {
    const files = new Set(MUTANTS.map(({ file }) => file));
    for (const file of ["conditions", "transitions", "processing", "control-item", "money"]) {
      expect(files).to.include(`functions/core/${file}.ts`);
    }
    for (const handler of ["validate", "process", "sweep", "notify", "fence", "health"]) {
      expect(files).to.include(`functions/${handler}.ts`);
    }
  });

  it("weaken every condition under which a payment changes by itself", () => {
    const weakened = MUTANTS.filter(({ file }) => file.endsWith("core/conditions.ts"));
    for (const name of "ACCEPT CLAIM RECORD RELEASE PARK_IN_DOUBT PARK_FAILED ALERTED BUMP".split(
      " ",
    )) {
      const declared = textOf({ file: "functions/core/conditions.ts", find: "", replace: "" })
        .split(/(?=^export const )/m)
        .find((part) => part.startsWith(`export const ${name} =`));
      const hit = weakened.some(({ find }) => (declared ?? "").includes(find.replace(/^.*= /, "")));
      expect(hit, name).to.equal(true);
    }
  });

  it("are hunted where there is something to meet", () => {
    const worlds = new Set(CRASH_WORLDS.map(({ name }) => `crash/${name}`));
    for (const { grounds = [], name } of MUTANTS) {
      for (const ground of grounds) {
        expect(worlds.has(ground) || COMBINATIONS.test(ground), `${name}: ${ground}`).to.equal(
          true,
        );
      }
    }
  });

  it("survive with an argument or not at all", () => {
    for (const { equivalent, name } of MUTANTS) {
      if (equivalent !== undefined) expect(equivalent, name).to.match(/^[A-Z].{60,}\.$/);
    }
  });
});

describe("a sample of the mutants", function () {
  this.timeout(10 * 60_000);

  for (const [name, invariant] of Object.entries(QUICK)) {
    it(`${name} is noticed by ${invariant}`, async () => {
      const { kill } = await hunt(mutantOf(name), QUICK_SEEDS);
      expect(kill?.invariant).to.equal(invariant);
    });
  }

  it("leaves the product as it was", async () => {
    const clean: Mutant = { ...mutantOf("float-money"), replace: mutantOf("float-money").find };
    const { kill, scenarios } = await hunt(clean, 3);
    expect({ kill, scenarios }).to.deep.equal({ kill: undefined, scenarios: 3 });
  });
});
