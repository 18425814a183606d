import {
  everyReplicaCanBeRestored,
  replicasHaveTheirOwnTags,
  strongTablesHaveAWitness,
  tablesAreGlobal,
} from "../../../policy/disaster-recovery/tables";
import { changed, resource, ruleCases } from "../rule-cases";

const replica = { regionName: "us-east-2", pointInTimeRecovery: true, consistencyMode: "STRONG" };
const table = resource("dynamodb.Table", "payments", {
  name: "payment-transactions-dev",
  pointInTimeRecovery: { enabled: true },
  replicas: [replica],
  globalTableWitness: { regionName: "us-west-2" },
});
const apis = ["us-east-1", "us-east-2"].map((region) =>
  resource("apigateway.RestApi", region, {}, { region }),
);

ruleCases(tablesAreGlobal, [...apis, table], {
  "a table in one region": {
    graph: [...apis, changed(table, { replicas: undefined })],
    says: "has no replica in us-east-2",
  },
});

ruleCases(everyReplicaCanBeRestored, [table], {
  "a table without recovery": {
    graph: [changed(table, { pointInTimeRecovery: { enabled: false } })],
    says: "cannot be restored to a point in time",
  },
  "a replica without recovery": {
    graph: [changed(table, { replicas: [{ regionName: "us-east-2" }] })],
    says: "cannot be restored in us-east-2",
  },
});

ruleCases(strongTablesHaveAWitness, [table], {
  "a strong table without a witness": {
    graph: [changed(table, { globalTableWitness: undefined })],
    says: "is strong without a witness",
  },
  "a witness beside a replica": {
    graph: [changed(table, { globalTableWitness: { regionName: "us-east-2" } })],
    says: "has its witness in its own region us-east-2",
  },
  "a witness of a table that is not strong": {
    graph: [changed(table, { replicas: [{ regionName: "us-east-2" }] })],
    says: "has a witness but no strong replica",
  },
  "two strong replicas": {
    graph: [changed(table, { replicas: [replica, { ...replica, regionName: "us-west-2" }] })],
    says: "is strong with other than one replica",
  },
  "a lifetime of strong items": {
    graph: [changed(table, { ttl: { enabled: true, attributeName: "x" } })],
    says: "is strong and has a TTL",
  },
  "a local index": {
    graph: [changed(table, { localSecondaryIndexes: [{}] })],
    says: "is strong with an LSI",
  },
});

const tags = ["Environment", "Region", "DR-Role", "Name", "Project"].map((key) =>
  resource(
    "dynamodb.Tag",
    `tag-${key}`,
    { key, resourceArn: "arn:aws:dynamodb:us-east-2:1:table/payment-transactions-dev" },
    { region: "us-east-2" },
  ),
);

ruleCases(replicasHaveTheirOwnTags, [table, ...tags], {
  "tags that are copied from the primary": {
    graph: [changed(table, { replicas: [{ ...replica, propagateTags: true }] }), ...tags],
    says: "copies its Region and DR-Role to us-east-2",
  },
  "a replica without a role": {
    graph: [table, ...tags.filter(({ name }) => name !== "tag-DR-Role")],
    says: "has no tag DR-Role in us-east-2",
  },
  "tags on the table itself": {
    graph: [table, ...tags.map((tag) => ({ ...tag, region: "us-east-1" }))],
    says: "has no tag Region in us-east-2",
  },
});
