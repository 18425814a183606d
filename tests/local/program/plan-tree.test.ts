import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { declaredBudget } from "../../../local/program/budget-reader";
import { budgetLines, planTree } from "../../../local/program/plan-tree";
import { captureDeclared, captureTwoRegions } from "../../support/two-regions";

describe("the tree of a plan", () => {
  it("lists each region's components with their resources and counts them", async () => {
    const tree = planTree("pay, stack dev", await captureTwoRegions(["functionsPerRegion=1"]));
    const lines = tree.split("\n");
    expect(lines[0]).to.equal("pay, stack dev");
    expect(lines.slice(2, 6)).to.deep.equal([
      "us-east-1",
      "  primary  fixture.index.RegionalStack  (34 resources)",
      "    primary-dead-letters  sqs.Queue",
      "    primary-function-0  lambda.Function",
    ]);
    expect(lines.indexOf("us-east-2")).to.be.greaterThan(lines.indexOf("us-east-1"));
    expect(lines).to.include("    secondary-network  awsx.ec2.Vpc  (28 resources from its plugin)");
    expect(lines.at(-1)).to.equal("68 resources in 4 components: us-east-1 34, us-east-2 34");
  });

  it("lists a component's resource in another region under that region", async () => {
    const capture = await captureDeclared(() => {
      const ohio = new aws.Provider("ohio", { region: "us-east-2" });
      const virginia = new aws.Provider("virginia", { region: "us-east-1" });
      const parent = new pulumi.ComponentResource("pay:test:Global", "global");
      new aws.sqs.Queue("here", {}, { parent, provider: ohio });
      new aws.sqs.Queue("there", {}, { parent, provider: virginia });
    });
    expect(planTree("t", capture).split("\n").slice(2, 6)).to.deep.equal([
      "us-east-1",
      "  there  sqs.Queue",
      "us-east-2",
      "  here  sqs.Queue",
    ]);
  });

  it("marks what would survive a destroy and what exists already", async () => {
    const capture = await captureDeclared(() => {
      const provider = new aws.Provider("ohio", { region: "us-east-2" });
      new aws.sqs.Queue("kept", {}, { provider, protect: true, retainOnDelete: true });
      aws.sqs.Queue.get("found", "https://queue", {}, { provider });
    });
    const tree = planTree("t", capture);
    expect(tree).to.include("kept  sqs.Queue  (protected, kept on destroy)");
    expect(tree).to.include("found  sqs.Queue  (existing)");
  });
});

describe("the failover budget of a plan", () => {
  it("is read from the stack's outputs and shown with its longest path", () => {
    const budget = declaredBudget({
      failoverBudget: {
        acceptSeconds: 48,
        wholeSeconds: 190,
        path: ["three bad checks (30 s)", { name: "DNS time to live", seconds: 10 }],
      },
    });
    expect(budgetLines(budget)).to.deep.equal([
      "failover budget: payments are accepted again after 48 s, the whole failover is finished after 190 s (worst case)",
      "  three bad checks (30 s)",
      "  DNS time to live (10 s)",
    ]);
  });

  for (const outputs of [
    {},
    { failoverBudget: {} },
    { failoverBudget: { acceptSeconds: "soon" } },
  ]) {
    it(`is said to be missing for outputs ${JSON.stringify(outputs)}`, () => {
      expect(budgetLines(declaredBudget(outputs))).to.deep.equal(["failover budget: not declared"]);
    });
  }
});
