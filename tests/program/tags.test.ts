import { expect } from "chai";
import { providerSchema } from "../../local/program/provider-schema";
import type { ResourceNode } from "../../local/program/resource-node";
import type { Graph } from "../../policy/graph";
import { effectiveTags } from "../../policy/tagging";
import { graphOf, ownResources, stackOf, WAYS, wayTitle } from "./stacks";

const ROLES: Readonly<Record<string, string>> = {
  "us-east-1": "primary",
  "us-east-2": "secondary",
  "us-west-2": "vantage",
};

/** Cross-region: Route 53 is global; what watches a region carries that region's tags. */
const WATCHERS = /^aws:route53\/healthCheck/;

for (const [stack, preview] of WAYS) {
  describe(`The tags of ${wayTitle(stack, preview)}`, () => {
    it("are complete and true on every resource whose type has tags", async () => {
      const graph = await graphOf(stack, { preview });
      const taggable = ownResources(await stackOf(stack, { preview })).filter(({ type }) =>
        providerSchema("aws").taggable(type),
      );
      expect(taggable.length).to.be.above(200);
      for (const node of taggable) {
        const { region, role } = watched(graph, node);
        const tags = effectiveTags(graph, node);
        const { Name, ...others } = tags;
        expect(others, node.urn).to.deep.equal({
          Project: "payments-dr",
          Environment: stack,
          Region: region,
          "DR-Role": role,
        });
        expect(Name, node.urn).to.be.a("string").that.is.not.empty;
      }
    });
  });
}

function watched(graph: Graph, node: ResourceNode): { region: string; role: string } {
  const own = WATCHERS.test(node.type) ? effectiveTags(graph, node).Region : node.region;
  const region = String(own);
  return { region, role: ROLES[region] ?? "" };
}

describe("The tags of replicas", () => {
  for (const stack of ["dev", "prod"] as const) {
    it(`say where each replica of a table is, in ${stack}`, async () => {
      const graph = await graphOf(stack);
      for (const table of graph.all("dynamodb.Table")) {
        const name = String(table.inputs.name);
        const tags = graph
          .all("dynamodb.Tag")
          .filter(({ inputs }) => String(inputs.resourceArn).endsWith(`table/${name}`));
        expect(new Set(tags.map(({ region }) => region))).to.deep.equal(new Set(["us-east-2"]));
        expect(
          Object.fromEntries(tags.map(({ inputs }) => [inputs.key, inputs.value])),
        ).to.deep.equal({
          Project: "payments-dr",
          Environment: stack,
          Region: "us-east-2",
          "DR-Role": "secondary",
          Name: name,
        });
      }
    });
  }

  it("are applied after the replica exists", async () => {
    const graph = await graphOf("dev");
    const tables = graph.all("dynamodb.Table").map(({ urn }) => urn);
    for (const tag of graph.all("dynamodb.Tag")) {
      expect(
        tag.dependencies.some((urn) => tables.includes(urn)),
        tag.urn,
      ).to.equal(true);
    }
  });
});

describe("The health checks of prod", () => {
  it("carry the tags of the region they watch, although Route 53 is in none", async () => {
    const graph = await graphOf("prod");
    const regions = graph.all("route53.HealthCheck").map((node) => ({
      name: node.name,
      region: effectiveTags(graph, node).Region,
    }));
    expect(regions).to.have.deep.members([
      { name: "dns-check-latch", region: "us-east-2" },
      { name: "dns-check-primary", region: "us-east-1" },
      { name: "dns-check-secondary", region: "us-east-2" },
      { name: "dns-check-traffic", region: "us-east-1" },
    ]);
  });
});
