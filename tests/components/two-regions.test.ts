import { expect } from "chai";
import type { Capture, ResourceNode } from "../../local/program/resource-node";
import { wholeProgram } from "./whole-program";

/** A node of one region in words that do not name the region, its role or its peer. */
function anonymous(node: ResourceNode): string {
  return `${node.type} ${node.name}`.replace(/(primary|secondary)/g, "region");
}

/** What PaymentRegion and RegionGuard declare in one role. */
function declaredIn(capture: Capture, role: "primary" | "secondary"): ResourceNode[] {
  return capture.nodes.filter(
    (node) => node.custom && new RegExp(`^${role}-(?!provider|failover)`).test(node.name),
  );
}

/** Identifiers that AWS gives, alone or at the end of an ARN, by the resource they name in either region. */
function identifiers(capture: Capture): ReadonlyMap<string, string> {
  return new Map(
    capture.nodes
      .filter(({ id }) => id !== "")
      .map((node) => [node.id.split(/[:/]/).pop() ?? "", anonymous(node)]),
  );
}

/** Values without what has to differ: region, role, address range and identifiers. */
function shape(node: ResourceNode, known: ReadonlyMap<string, string>): string {
  const { code: _code, ...inputs } = node.inputs;
  return JSON.stringify(inputs)
    .replace(/us-east-[12]/g, "REGION")
    .replace(/use[12]/g, "REGION")
    .replace(/10\.[12]0\.\d+\.\d+/g, "RANGE")
    .replace(/(primary|secondary)/g, "ROLE")
    .replace(/pl-[0-9a-f]+/g, "PREFIXES")
    .replace(/[A-Za-z0-9-]+/g, (word) => known.get(word) ?? word);
}

for (const stack of ["dev", "prod"] as const) {
  describe(`the two regions of ${stack}`, () => {
    it("declare the same resources", async () => {
      const capture = await wholeProgram(stack);
      expect(capture.errors).to.deep.equal([]);
      const primary = declaredIn(capture, "primary").map(anonymous).sort();
      const secondary = declaredIn(capture, "secondary").map(anonymous).sort();
      expect(primary.length).to.be.above(250);
      expect(secondary).to.deep.equal(primary);
    });

    it("configure each of them alike, but for region, role and addresses", async () => {
      const capture = await wholeProgram(stack);
      const known = identifiers(capture);
      const twins = new Map(
        declaredIn(capture, "secondary").map((node) => [anonymous(node), node]),
      );
      for (const node of declaredIn(capture, "primary")) {
        // Both dashboards show both regions, each its own on the left.
        if (node.type.includes("dashboard") || node.name.endsWith("api-deployment")) continue;
        const twin = twins.get(anonymous(node));
        expect(twin && shape(twin, known), node.name).to.equal(shape(node, known));
      }
    });

    it("have networks that could be joined", async () => {
      const { nodes } = await wholeProgram(stack);
      const ranges = nodes
        .filter(({ type }) => type === "awsx:ec2:Vpc")
        .map(({ inputs }) => inputs.cidrBlock);
      expect(ranges).to.have.members(["10.10.0.0/16", "10.20.0.0/16"]);
    });

    it("each belong to the provider of their own region", async () => {
      const capture = await wholeProgram(stack);
      const expected = { primary: "us-east-1", secondary: "us-east-2" };
      for (const role of ["primary", "secondary"] as const) {
        for (const node of declaredIn(capture, role)) {
          // A subscription lives with its topic, and the guard also listens to the other region's.
          if (node.name.endsWith("-peer-alerts")) continue;
          expect(node.region, node.name).to.equal(expected[role]);
          expect(node.provider, node.name).not.to.equal("");
        }
      }
    });
  });
}

describe("the program", () => {
  it("declares the same in a preview, where nothing is known yet", async () => {
    for (const stack of ["dev", "prod"] as const) {
      const [up, preview] = await Promise.all([wholeProgram(stack), wholeProgram(stack, [], true)]);
      expect(preview.errors).to.deep.equal([]);
      expect(preview.nodes.map(({ urn }) => urn)).to.deep.equal(up.nodes.map(({ urn }) => urn));
    }
  });

  it("works in other pairs of regions", async () => {
    const pairs = [
      ["us-east-1", "us-west-2", "us-east-2"],
      ["eu-west-1", "eu-central-1", "eu-west-2"],
    ];
    for (const [primary, secondary, witness] of pairs) {
      const overrides = [`primaryRegion=${primary}`, `secondaryRegion=${secondary}`];
      const { errors, nodes } = await wholeProgram("dev", overrides);
      expect(errors).to.deep.equal([]);
      const table = nodes.find(({ name }) => name === "global-payments-table");
      expect(table?.inputs.globalTableWitness).to.deep.equal({ regionName: witness });
      const probe = nodes.find(({ name }) => name === "vantage-probe-function");
      expect(probe?.region).to.equal(witness);
    }
  });

  it("publishes what operators need, and no secret", async () => {
    const { outputs, secretOutputs } = await wholeProgram("prod");
    expect(outputs).to.include.all.keys(
      "apiEndpoints",
      "sharedDomain",
      "tableNames",
      "healthCheckIds",
      "stateMachineArns",
      "dashboardUrls",
      "failoverBudget",
    );
    expect(outputs.sharedDomain).to.deep.include({ endpoint: "https://api.payments.acme-pay.net" });
    expect(secretOutputs).to.deep.equal([]);
  });

  it("says which versions CodeDeploy has to shift in each region, and nothing without it", async () => {
    const { outputs } = await wholeProgram("prod");
    const { secondary } = outputs.releases as Record<string, Record<string, string>[]>;
    expect(secondary?.map(({ functionName }) => functionName)).to.deep.equal([
      "payment-validate-prod-us-east-2",
      "payment-payment-prod-us-east-2",
      "payment-session-prod-us-east-2",
      "payment-process-prod-us-east-2",
    ]);
    expect(secondary?.[0]).to.deep.include({ alias: "live", targetVersion: "1" });
    const dev = await wholeProgram("dev");
    expect(dev.outputs.releases).to.deep.equal({ primary: [], secondary: [] });
  });
});
