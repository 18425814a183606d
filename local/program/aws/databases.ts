import type { Creation, ResourceModels } from "./creation";

/** Aurora and what surrounds it; endpoints have the shape that drivers and runbooks expect. */
export const databaseModels: ResourceModels = {
  "aws:rds/globalCluster:GlobalCluster": (cluster) => {
    const id = cluster.named("globalClusterIdentifier");
    return {
      id,
      outputs: {
        globalClusterIdentifier: id,
        arn: cluster.globalArn("rds", `global-cluster:${id}`),
        globalClusterResourceId: `cluster-${cluster.hex(16)}`,
        endpoint: `${id}.global-${cluster.word(12)}.global.rds.amazonaws.com`,
        engineVersionActual: cluster.text("engineVersion"),
        globalClusterMembers: [],
      },
    };
  },
  "aws:rds/cluster:Cluster": (cluster) => {
    const id = cluster.named("clusterIdentifier");
    const zone = cluster.word(12);
    const suffix = `${zone}.${cluster.region}.rds.amazonaws.com`;
    return {
      id,
      outputs: {
        clusterIdentifier: id,
        arn: cluster.arn("rds", `cluster:${id}`),
        clusterResourceId: `cluster-${cluster.word(26, "resource").toUpperCase()}`,
        endpoint: `${id}.cluster-${suffix}`,
        readerEndpoint: `${id}.cluster-ro-${suffix}`,
        port: portOf(cluster),
        engineVersionActual: cluster.text("engineVersion"),
        hostedZoneId: `Z${cluster.word(13, "zone").toUpperCase()}`,
        masterUserSecrets: [],
        clusterMembers: [],
      },
    };
  },
  "aws:rds/clusterInstance:ClusterInstance": (instance) => {
    const id = instance.named("identifier");
    return {
      id,
      outputs: {
        identifier: id,
        arn: instance.arn("rds", `db:${id}`),
        dbiResourceId: `db-${instance.word(26, "resource").toUpperCase()}`,
        endpoint: `${id}.${instance.word(12)}.${instance.region}.rds.amazonaws.com`,
        port: portOf(instance),
        engineVersionActual: instance.text("engineVersion"),
        writer: false,
      },
    };
  },
  "aws:rds/subnetGroup:SubnetGroup": (group) => namedGroup(group, "subgrp"),
  "aws:rds/parameterGroup:ParameterGroup": (group) => namedGroup(group, "pg"),
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": (group) => namedGroup(group, "cluster-pg"),
};

function namedGroup(group: Creation, kind: string) {
  const name = group.named();
  return { id: name, outputs: { name, arn: group.arn("rds", `${kind}:${name}`) } };
}

function portOf(database: Creation): number {
  const given = Number(database.text("port"));
  if (given > 0) return given;
  return database.text("engine").includes("mysql") ? 3306 : 5432;
}
