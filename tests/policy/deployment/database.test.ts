import {
  databaseCredentialsAreAccepted,
  databaseEncryptionIsUniform,
  databaseVersionsExist,
  globalDatabasesHaveNoBacktrack,
  parameterFamiliesFit,
  staticParametersWait,
  subnetGroupsSpanZones,
} from "../../../policy/deployment/database";
import { changed, resource, ruleCases } from "../rule-cases";

const global = resource("rds.GlobalCluster", "global", {
  engineVersion: "16.8",
  storageEncrypted: true,
});
const cluster = resource("rds.Cluster", "cluster", {
  engineVersion: "16.8",
  globalClusterIdentifier: "ledger",
  storageEncrypted: true,
  kmsKeyId: "arn:aws:kms:us-east-1:1:key/k",
  masterUsername: "ledger_admin",
  masterPassword: "0123456789abcdef",
});

ruleCases(databaseVersionsExist, [global, cluster], {
  "a version of nobody": {
    graph: [changed(cluster, { engineVersion: "99.1" })],
    says: "asks for 99.1",
  },
  "a version that is no longer offered": {
    graph: [changed(cluster, { engineVersion: "15.2" })],
    says: "15.3 is the oldest",
  },
  "a version without a minor": {
    graph: [changed(cluster, { engineVersion: "16" })],
    says: "asks for 16",
  },
  "no version": {
    graph: [changed(cluster, { engineVersion: undefined })],
    says: "names no version",
  },
  "members that differ": {
    graph: [global, changed(cluster, { engineVersion: "16.6" })],
    says: "members have versions 16.8 and 16.6",
  },
});

ruleCases(databaseEncryptionIsUniform, [global, cluster], {
  "a member in plain text": {
    graph: [global, changed(cluster, { storageEncrypted: false })],
    says: "is encrypted unlike its global cluster",
  },
  "a member without a key": {
    graph: [global, changed(cluster, { kmsKeyId: undefined })],
    says: "names no key",
  },
  "a member with the primary's key": {
    graph: [global, { ...cluster, region: "us-east-2" }],
    says: "another region's key",
  },
});

const subnet = (id: string, zone: string) => resource("ec2.Subnet", id, { availabilityZone: zone });
const group = resource("rds.SubnetGroup", "group", { subnetIds: ["a", "b"] });

ruleCases(subnetGroupsSpanZones, [subnet("a", "1a"), subnet("b", "1b"), group], {
  "one subnet": {
    graph: [subnet("a", "1a"), changed(group, { subnetIds: ["a"] })],
    says: "is in a single zone",
  },
  "two subnets of one zone": {
    graph: [subnet("a", "1a"), subnet("b", "1a"), group],
    says: "is in a single zone",
  },
});

ruleCases(
  databaseCredentialsAreAccepted,
  [cluster],
  Object.fromEntries([
    ...["/", "@", '"', " "].map((letter) => [
      `a password with ${JSON.stringify(letter)}`,
      {
        graph: [changed(cluster, { masterPassword: `0123456789${letter}x` })],
        says: "has a letter in its password",
      },
    ]),
    [
      "a short password",
      { graph: [changed(cluster, { masterPassword: "short" })], says: "below eight letters" },
    ],
    ...["admin", "rdsadmin", "1st"].map((name) => [
      `the administrator ${name}`,
      { graph: [changed(cluster, { masterUsername: name })], says: `the administrator ${name}` },
    ]),
  ]),
);

const parameters = resource("rds.ClusterParameterGroup", "parameters", {
  family: "aurora-postgresql16",
  parameters: [{ name: "rds.force_ssl", value: "1" }],
});

ruleCases(staticParametersWait, [parameters], {
  "a static parameter that is applied at once": {
    graph: [changed(parameters, { parameters: [{ name: "max_connections", value: "100" }] })],
    says: "applies max_connections at once",
  },
});
ruleCases(
  staticParametersWait,
  [
    changed(parameters, {
      parameters: [{ name: "max_connections", value: "100", applyMethod: "pending-reboot" }],
    }),
  ],
  {},
);

ruleCases(globalDatabasesHaveNoBacktrack, [cluster], {
  "a backtrack window": {
    graph: [changed(cluster, { backtrackWindow: 3600 })],
    says: "has a backtrack window",
  },
});

ruleCases(parameterFamiliesFit, [cluster, parameters], {
  "parameters of another major": {
    graph: [cluster, changed(parameters, { family: "aurora-postgresql15" })],
    says: "is of family aurora-postgresql15",
  },
});
