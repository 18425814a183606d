import { expect } from "chai";
import { checkInputs } from "../../local/program/input-check";
import { problemsOf } from "../../local/program/program-problems";
import { violationsOf } from "../../policy/rule";
import { RULES } from "../../policy/rules";
import { listAt, textAt } from "../../policy/values";
import { FAR_APART, graphOf, ownResources, stackOf } from "./stacks";

const pairOf = (primary: string, secondary: string, ...more: string[]) => ({
  overrides: [`primaryRegion=${primary}`, `secondaryRegion=${secondary}`, ...more],
});

/** Pairs inside one region set, and the third member that becomes the witness. */
const STRONG_PAIRS = [
  ["us-east-1", "us-west-2", "us-east-2"],
  ["eu-west-1", "eu-central-1", "eu-west-2"],
] as const;

for (const [primary, secondary, witness] of STRONG_PAIRS) {
  describe(`With ${primary} and ${secondary}`, () => {
    const pair = pairOf(primary, secondary);

    it("everything is declared in these regions and keeps every rule", async () => {
      const capture = await stackOf("dev", pair);
      expect(capture.errors).to.deep.equal([]);
      expect(checkInputs(capture.nodes)).to.deep.equal([]);
      const regions = new Set(ownResources(capture).map(({ region }) => region));
      expect(regions).to.deep.equal(new Set([primary, secondary, witness]));
      const graph = await graphOf("dev", pair);
      expect(violationsOf(RULES, graph)).to.deep.equal(violationsOf(RULES, await graphOf("dev")));
    });

    it(`payments are strongly consistent, witnessed and watched from ${witness}`, async () => {
      const graph = await graphOf("dev", pair);
      const strong = graph
        .all("dynamodb.Table")
        .filter(({ inputs }) => textAt(inputs, "globalTableWitness", "regionName") === witness);
      expect(strong.map(({ inputs }) => inputs.name)).to.have.members([
        "payment-transactions-dev",
        "payment-control-dev",
      ]);
      for (const table of strong) {
        expect(table.region).to.equal(primary);
        expect(
          listAt(table.inputs, "replicas").map((copy) => textAt(copy, "regionName")),
        ).to.deep.equal([secondary]);
      }
      const probe = graph.all("lambda.Function").filter(({ region }) => region === witness);
      expect(probe.map(({ inputs }) => inputs.name)).to.deep.equal([
        `payment-probe-dev-${witness}`,
      ]);
    });
  });
}

describe("A pair across region sets", () => {
  it("is refused while payments are strongly consistent, and the refusal says what to choose", async () => {
    const { errors, nodes } = await stackOf("dev", pairOf("us-east-1", "eu-west-1"));
    const refusals = problemsOf(errors).refusals.join("\n");
    expect(refusals).to.contain("us-east-1 and eu-west-1 cannot keep a strongly consistent table");
    expect(refusals).to.contain("eu-west-1, eu-west-2, eu-central-1, eu-west-3");
    expect(refusals).to.contain("set consistency to eventual");
    expect(nodes.filter(({ custom }) => custom)).to.deep.equal([]);
  });

  it("is accepted with eventual consistency and people who approve", async () => {
    expect((await stackOf("dev", FAR_APART)).errors).to.deep.equal([]);
    const graph = await graphOf("dev", FAR_APART);
    for (const table of graph.all("dynamodb.Table")) {
      expect(table.inputs, table.name).not.to.have.property("globalTableWitness");
    }
    expect(violationsOf(RULES, graph)).to.deep.equal(violationsOf(RULES, await graphOf("dev")));
  });
});

describe("A pair that is none", () => {
  for (const [what, primary, secondary, says] of [
    ["the same region twice", "us-east-1", "us-east-1", "is the primary region"],
    ["a region that does not exist", "us-east-1", "us-moon-1", "us-moon-1"],
  ] as const) {
    it(`${what} is refused`, async () => {
      const { errors } = await stackOf("dev", pairOf(primary, secondary));
      expect(problemsOf(errors).refusals.join("\n")).to.contain(says);
    });
  }
});
