import {
  databasesAreReallyGlobal,
  followersBringNothing,
  followersCanBePromoted,
  followersWaitForTheWriter,
} from "../../../policy/disaster-recovery/ledger";
import { changed, resource, ruleCases } from "../rule-cases";

const elsewhere = { region: "us-east-2" };
const global = resource("rds.GlobalCluster", "global", { globalClusterIdentifier: "ledger" });
const first = resource("rds.Cluster", "first", {
  clusterIdentifier: "one",
  globalClusterIdentifier: "ledger",
  masterUsername: "owner",
});
const writer = resource("rds.ClusterInstance", "writer", { clusterIdentifier: "one" });
const follower = resource(
  "rds.Cluster",
  "follower",
  { clusterIdentifier: "two", globalClusterIdentifier: "ledger" },
  { ...elsewhere, dependencies: [writer.urn] },
);
const reader = resource("rds.ClusterInstance", "reader", { clusterIdentifier: "two" }, elsewhere);
const ledger = [global, first, writer, follower, reader];
const without = (name: string) => ledger.filter((node) => node.name !== name);
const withChanged = (name: string, inputs: Record<string, unknown>) =>
  ledger.map((node) => (node.name === name ? changed(node, inputs) : node));

ruleCases(databasesAreReallyGlobal, ledger, {
  "regional clusters for simplicity": {
    graph: withChanged("follower", { globalClusterIdentifier: undefined }),
    says: "follower belongs to no global cluster",
  },
  "a global cluster with one member": {
    graph: without("follower"),
    says: "global has members in 1 regions",
  },
  "a global cluster that nobody declares": {
    graph: without("global"),
    says: "name a global cluster that nobody declares",
  },
});

ruleCases(followersCanBePromoted, ledger, {
  "a headless secondary": { graph: without("reader"), says: "follower has no instance to promote" },
});

ruleCases(followersWaitForTheWriter, ledger, {
  "a follower that waits for the cluster only": {
    graph: [...without("follower"), { ...follower, dependencies: [first.urn] }],
    says: "does not wait for the writer instance",
  },
});

ruleCases(followersBringNothing, ledger, {
  "a follower with a database name": {
    graph: withChanged("follower", { databaseName: "ledger" }),
    says: "follower names a databaseName",
  },
  "a follower with a password": {
    graph: withChanged("follower", { masterPassword: "x" }),
    says: "follower names a masterPassword",
  },
  "two first clusters": {
    graph: withChanged("follower", { masterUsername: "owner" }),
    says: "2 clusters claim to be the first one",
  },
  "a password that RDS manages": {
    graph: withChanged("first", { manageMasterUserPassword: true }),
    says: "lets RDS manage a password",
  },
});
ruleCases(followersBringNothing, [], {});
