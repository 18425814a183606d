import type { Graph, PolicyNode } from "../graph";
import { of, ofStack, type Rule } from "../rule";
import { mayBe, valueAt } from "../values";

function membersOf(graph: Graph): readonly PolicyNode[] {
  return graph
    .all("rds.Cluster")
    .filter(({ inputs }) => inputs.globalClusterIdentifier !== undefined);
}

function isFollower({ inputs }: PolicyNode): boolean {
  return inputs.masterUsername === undefined && inputs.manageMasterUserPassword === undefined;
}

function instancesOf(graph: Graph, cluster: PolicyNode): readonly PolicyNode[] {
  return graph
    .all("rds.ClusterInstance")
    .filter(
      ({ inputs, region }) =>
        region === cluster.region &&
        mayBe(inputs.clusterIdentifier, cluster.inputs.clusterIdentifier),
    );
}

/** Seen: "for true global database you would use a global cluster; for simplicity, regional clusters". */
export const databasesAreReallyGlobal: Rule = {
  name: "databases-are-really-global",
  description: "Clusters are members of a declared global cluster, one in each region",
  *check(graph) {
    for (const node of graph.all("rds.Cluster")) {
      if (node.inputs.globalClusterIdentifier === undefined) {
        yield of(node, "belongs to no global cluster, so nothing replicates it");
      }
    }
    for (const global of graph.all("rds.GlobalCluster")) {
      const regions = new Set(membersOf(graph).map(({ region }) => region));
      if (regions.size < 2) yield of(global, `has members in ${regions.size} regions`);
    }
    if (membersOf(graph).length > 0 && graph.all("rds.GlobalCluster").length === 0) {
      yield ofStack("clusters name a global cluster that nobody declares");
    }
  },
};

/** A cluster without instances cannot be promoted in minutes. */
export const followersCanBePromoted: Rule = {
  name: "followers-can-be-promoted",
  description: "The cluster of each region has at least one instance",
  *check(graph) {
    for (const node of membersOf(graph)) {
      if (instancesOf(graph, node).length === 0) yield of(node, "has no instance to promote");
    }
  },
};

/**
 * Cross-region: a cluster can join only when the first one has a writer, and must be gone before that writer goes. One
 * dependency on the instance, not only on its cluster, gives both orders.
 */
export const followersWaitForTheWriter: Rule = {
  name: "followers-wait-for-the-writer",
  description: "A following cluster depends on the writer instance of the first one",
  *check(graph) {
    const members = membersOf(graph);
    const writers = members
      .filter((node) => !isFollower(node))
      .flatMap((node) => instancesOf(graph, node).map(({ urn }) => urn));
    for (const node of members.filter(isFollower)) {
      if (!node.dependencies.some((urn) => writers.includes(urn))) {
        yield of(node, "does not wait for the writer instance of the other region");
      }
    }
  },
};

const ORIGIN_ONLY = ["masterUsername", "masterPassword", "databaseName"] as const;

/** AWS refuses a following cluster that brings its own administrator, password or database. */
export const followersBringNothing: Rule = {
  name: "followers-bring-nothing",
  description: "Exactly one cluster of a global database names an administrator and a database",
  *check(graph) {
    const members = membersOf(graph);
    if (members.length === 0) return;
    const first = members.filter((node) => !isFollower(node));
    if (first.length !== 1) yield ofStack(`${first.length} clusters claim to be the first one`);
    for (const node of members.filter(isFollower)) {
      for (const property of ORIGIN_ONLY) {
        if (node.inputs[property] !== undefined) yield of(node, `names a ${property}`);
      }
    }
    for (const node of members) {
      if (valueAt(node.inputs, "manageMasterUserPassword") === true) {
        yield of(node, "lets RDS manage a password, which a global database cannot");
      }
    }
  },
};
