import { expect } from "chai";
import { type Capture, providerUrn, type ResourceNode } from "../../local/program/resource-node";
import { UNKNOWN } from "../../local/program/wire-values";
import { ownResources, stackOf, WAYS, wayTitle } from "./stacks";

/** Types that exist once and are replicated by AWS, or that AWS keeps outside of any region. */
const ONCE = /^aws:(dynamodb\/|route53\/|rds\/globalCluster|secretsmanager\/|lambda\/invocation)/;

const ROLE_OF: Readonly<Record<string, string>> = {
  "us-east-1": "primary",
  "us-east-2": "secondary",
  "us-west-2": "vantage",
};

for (const [stack, preview] of WAYS) {
  describe(`The resources of ${wayTitle(stack, preview)}`, () => {
    const capture = () => stackOf(stack, { preview });

    it("all go through an explicit provider of this stack, in its region", async () => {
      const { nodes } = await capture();
      const providers = new Map(nodes.map((node) => [node.urn, node]));
      for (const node of ownResources(await capture())) {
        const provider = providers.get(providerUrn(node.provider));
        expect(provider?.type, node.urn).to.equal("pulumi:providers:aws");
        expect(provider?.inputs.region, node.urn).to.equal(node.region);
        expect(node.inputs, node.urn).not.to.have.property("region");
      }
    });

    it("are in the region that their component's name says", async () => {
      for (const node of ownResources(await capture())) {
        if (ONCE.test(node.type)) continue;
        const role = ROLE_OF[node.region] ?? node.region;
        const others = Object.values(ROLE_OF).filter((other) => other !== role);
        // The name of a component begins with the role of its region, or contains it.
        const said = node.name.split("-").filter((word) => others.includes(word));
        const crossRegion = /(guard-topics-peer-alerts|-peer-events)$|certificates-validates-/.test(
          node.name,
        );
        if (!crossRegion) expect(said, `${node.name} in ${node.region}`).to.deep.equal([]);
      }
    });

    it("hand their provider to what a plugin declares", async () => {
      const { nodes } = await capture();
      const remote = nodes.filter((node) => node.remote);
      expect(remote).to.have.length(stack === "prod" ? 2 : remote.length);
      for (const { urn, providers, region } of remote) {
        expect(Object.keys(providers), urn).to.include("aws");
        expect(providerUrn(providers.aws ?? ""), urn).to.contain("-provider");
        expect(ROLE_OF[region], urn).to.be.a("string");
      }
    });

    it("have a parent, and a component's children are in its region unless it spans both", async () => {
      const { nodes } = await capture();
      const known = new Map(nodes.map((node) => [node.urn, node]));
      const roots = nodes.filter(({ parent }) => parent === "");
      expect(roots.map(({ type }) => type)).to.deep.equal(["pulumi:pulumi:Stack"]);
      for (const node of ownResources(await capture())) {
        const parent = known.get(node.parent);
        expect(parent?.custom, node.urn).to.equal(false);
        expect(parent?.type, node.urn).not.to.equal("pulumi:pulumi:Stack");
      }
    });

    it("are the same in both regions, except for region, role and names", async () => {
      const shapes = shapesIn(await capture(), "us-east-1");
      expect(shapes).to.deep.equal(shapesIn(await capture(), "us-east-2"));
      expect(shapes.length).to.be.above(200);
    });
  });
}

/** Every regional resource with its inputs, where the region, the role and what AWS decided are left out. */
function shapesIn(capture: Capture, region: string): readonly string[] {
  return ownResources(capture)
    .filter((node) => node.region === region && !isSided(node))
    .map((node) => neutral(`${node.type} ${node.name} ${node.ignoreChanges.join()}`, region))
    .sort();
}

/** The resources that differ on purpose. */
function isSided({ type, name }: ResourceNode): boolean {
  return (
    ONCE.test(type) ||
    type === "pulumi:providers:aws" ||
    // Cross-region: both subscriptions to a region's topic live with the topic.
    /guard-topics-(own|peer)-alerts$/.test(name)
  );
}

function neutral(text: string, region: string): string {
  return text.replaceAll(region, "region").replace(/\b(primary|secondary)\b/g, "role");
}

describe("Both regions of prod", () => {
  it("give equal inputs to equal resources", async () => {
    const capture = await stackOf("prod");
    const known = new Map(ownResources(capture).map((node) => [node.name, node]));
    const differing: string[] = [];
    for (const node of known.values()) {
      if (node.region !== "us-east-1" || isSided(node) || !/\bprimary\b/.test(node.name)) continue;
      const other = known.get(node.name.replace(/\bprimary\b/, "secondary"));
      if (other === undefined) {
        differing.push(`${node.name} has no counterpart`);
        continue;
      }
      const [one, two] = [node, other].map(neutralInputs);
      for (const key of new Set([...Object.keys(one ?? {}), ...Object.keys(two ?? {})])) {
        if (one?.[key] === two?.[key] || SIDED_INPUTS.has(`${node.type} ${key}`)) continue;
        differing.push(`${node.name}.${key}: ${one?.[key]} / ${two?.[key]}`);
      }
    }
    expect(differing).to.deep.equal([]);
  });
});

/** Inputs that only the first cluster of a global database may have, and only the second one needs. */
const SIDED_INPUTS: ReadonlySet<string> = new Set(
  ["masterUsername", "masterPassword", "databaseName", "sourceRegion"].map(
    (key) => `aws:rds/cluster:Cluster ${key}`,
  ),
);

/** Inputs as texts that are equal in both regions: what AWS made up is only counted. */
function neutralInputs(node: ResourceNode): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(node.inputs).map(([key, value]) => [key, neutralText(value)]),
  );
}

function neutralText(value: unknown): string {
  return JSON.stringify(value ?? null)
    .replaceAll(UNKNOWN, "later")
    .replace(/us-east-[12]|use[12]\b/g, "region")
    .replace(/\b(primary|secondary)\b/g, "role")
    .replace(/"DR-Role":"\w+"/g, '"DR-Role":"role"')
    .replace(/10\.[12]0\.0\.0/g, "network")
    .replace(/\b(subnet|vpc|sg|rtb|nat|eipalloc|pl)-[0-9a-f]+/g, "$1")
    .replace(/key\/[0-9a-f-]{36}|[0-9a-f]{8}-[0-9a-f-]{27}/g, "id")
    .replace(/\bd-[a-z0-9]{10}\b|(?<=restapis\/|"|:)[a-z0-9]{10}(?=["/])/g, "api")
    .replace(/cluster-[a-zA-Z0-9]+/g, "cluster")
    .replace(/^"[a-z0-9]{6}"$|[0-9a-f]{64}/g, "digest")
    .replace(/secret:[\w-]+-[a-z]{6}\b/g, "secret")
    .replace(/"weight":\d+/g, '"weight"');
}
