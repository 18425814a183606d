import { expect } from "chai";
import type { ResourceNode } from "../../local/program/resource-node";
import { resistingStores } from "../../policy/destroyability";
import { kindOf } from "../../policy/graph";
import { graphOf, stackOf, WAYS, wayTitle } from "./stacks";

for (const [stack, preview] of WAYS) {
  describe(`Destroying ${wayTitle(stack, preview)}`, () => {
    it("is held up by no protection of Pulumi's", async () => {
      const { nodes } = await stackOf(stack, { preview });
      const held = nodes.filter((node) => node.protect || node.retainOnDelete);
      expect(held.map(({ urn }) => urn)).to.deep.equal([]);
      const bound = nodes.filter((node) => node.deletedWith !== "" || node.importId !== "");
      expect(bound.map(({ urn }) => urn)).to.deep.equal([]);
    });
  });
}

describe("Data that resists being destroyed", () => {
  it("does not exist in dev", async () => {
    const { nodes } = await graphOf("dev");
    expect(resistingStores(nodes, kindOf).map(({ name }) => name)).to.deep.equal([]);
  });

  it("is all of it in prod, which asks for it by name, and none without that", async () => {
    const resisting = resistingStores((await graphOf("prod")).nodes, kindOf);
    expect(new Set(resisting.map(kindOf))).to.deep.equal(
      new Set(["dynamodb.Table", "rds.Cluster", "rds.GlobalCluster", "s3.Bucket"]),
    );
  });
});

/**
 * What must be gone before what: Pulumi destroys whatever depends on something before the thing itself. Each pair is
 * an error of AWS's, or a lost message, when it is the other way round.
 */
const GONE_FIRST: readonly (readonly [string, string, string])[] = [
  [
    "ledger-database-secondary-cluster",
    "ledger-database-primary-instance-1",
    "a follower holds its writer",
  ],
  [
    "ledger-database-primary-instance-1",
    "ledger-database-primary-cluster",
    "a cluster with instances stays",
  ],
  [
    "ledger-database-primary-cluster",
    "ledger-database-global",
    "a global cluster with members stays",
  ],
  [
    "ledger-database-primary-cluster",
    "ledger-database-primary-groups-subnets",
    "a subnet group in use stays",
  ],
  ["global-authority", "global-control-table", "an item of a table that is gone cannot be deleted"],
  ["global-control-replica-dr-role", "global-control-table", "a tag of a replica that is gone"],
  [
    "archive-primary-copy-rule",
    "archive-secondary-versioning",
    "a rule needs versions at both ends",
  ],
  [
    "primary-serving-process-function",
    "primary-serving-process-policy",
    "the last log lines need the policy",
  ],
  [
    "primary-serving-process-live",
    "primary-serving-process-function",
    "an alias holds its version",
  ],
  [
    "primary-serving-process-function",
    "primary-serving-process-log",
    "a late log line would create it again",
  ],
  ["primary-api-stage", "primary-api-deployment", "a deployment in use stays"],
  ["primary-api-names-own-mapping", "primary-api-stage", "a stage with a mapping stays"],
  ["primary-api-names-own-name", "domain-certificates-primary", "a certificate in use stays"],
  [
    "dns-record-primary-cname",
    "dns-check-traffic",
    "a record must not point to a check that is gone",
  ],
  ["dns-check-traffic", "dns-check-latch", "a calculated check holds its children"],
  ["primary-api-firewall-stage", "primary-api-firewall-acl", "an ACL in use stays"],
  [
    "ledger-primary-events-subscription",
    "ledger-primary-events-queue-messages-policy",
    "a delivery without a way in is lost",
  ],
  ["primary-serving-process-function", "primary-network-vpc", "a network with interfaces stays"],
];

describe("The order of destruction", () => {
  for (const [first, then, otherwise] of GONE_FIRST) {
    it(`${first} is gone before ${then}: ${otherwise}`, async () => {
      const { nodes } = await stackOf("prod");
      const leaning = dependentsOf(nodes, named(nodes, then));
      expect([...leaning].map(({ name }) => name)).to.include(named(nodes, first).name);
    });
  }

  it("has no cycle", async () => {
    const { nodes } = await stackOf("prod");
    for (const node of nodes) expect(dependentsOf(nodes, node).has(node), node.urn).to.equal(false);
  });
});

function named(nodes: readonly ResourceNode[], name: string): ResourceNode {
  const found = nodes.find((node) => node.name === name && node.impliedBy === "");
  if (found === undefined) throw new Error(`prod declares no ${name}`);
  return found;
}

/** Everything that depends on a resource, directly or not. */
function dependentsOf(
  nodes: readonly ResourceNode[],
  target: ResourceNode,
): ReadonlySet<ResourceNode> {
  const leaning = new Map<string, ResourceNode[]>();
  for (const node of nodes) {
    for (const urn of node.dependencies) {
      leaning.set(urn, [...(leaning.get(urn) ?? []), node]);
    }
  }
  const found = new Set<ResourceNode>();
  const open = [target.urn];
  for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
    for (const node of leaning.get(urn) ?? []) {
      if (found.has(node)) continue;
      found.add(node);
      open.push(node.urn);
    }
  }
  return found;
}
