import { of, ofStack, type Rule } from "../rule";
import { containsUnknown, isKnown, listAt, textAt, valueAt } from "../values";

/**
 * Oldest minor version of each major that may start a new global database, as far as it is known here. AWS retires
 * minors; whether the newest one has arrived in a region only a deployment can tell.
 */
const OLDEST_OFFERED: Readonly<Record<string, number>> = { 14: 6, 15: 3, 16: 1, 17: 4 };

/** An Aurora version that does not exist, or that cannot be global, fails after everything else was created. */
export const databaseVersionsExist: Rule = {
  name: "database-versions-exist",
  description: "The version of a global database is one that AWS offers, and all members have it",
  *check(graph) {
    const versions = new Set<string>();
    for (const node of graph.all("rds.GlobalCluster", "rds.Cluster")) {
      const version = textAt(node.inputs, "engineVersion");
      if (version === undefined) {
        if (isKnown(node.inputs.engineVersion)) yield of(node, "names no version");
        continue;
      }
      versions.add(version);
      const [major = "", minor = ""] = version.split(".");
      const oldest = OLDEST_OFFERED[major];
      if (oldest === undefined) yield of(node, `asks for ${version}, which is not known here`);
      else if (!/^\d+$/.test(minor) || Number(minor) < oldest) {
        yield of(node, `asks for ${version}; ${major}.${oldest} is the oldest`);
      }
    }
    if (versions.size > 1) yield ofStack(`members have versions ${[...versions].join(" and ")}`);
  },
};

/** A member can only join with the encryption of the global cluster. */
export const databaseEncryptionIsUniform: Rule = {
  name: "database-encryption-is-uniform",
  description:
    "The global cluster and its members are all encrypted, each with a key of its region",
  *check(graph) {
    const globals = graph.all("rds.GlobalCluster");
    for (const node of graph.all("rds.Cluster")) {
      const [global] = globals;
      const own = node.inputs.storageEncrypted === true;
      if (global && own !== (global.inputs.storageEncrypted === true)) {
        yield of(node, "is encrypted unlike its global cluster");
      }
      const key = textAt(node.inputs, "kmsKeyId");
      if (key === undefined) {
        if (own && isKnown(node.inputs.kmsKeyId) && node.inputs.globalClusterIdentifier) {
          yield of(node, "names no key, which a member in another region must");
        }
      } else if (key.startsWith("arn:") && key.split(":")[3] !== node.region) {
        yield of(node, "is encrypted with another region's key");
      }
    }
  },
};

/** RDS refuses a subnet group in a single zone. */
export const subnetGroupsSpanZones: Rule = {
  name: "subnet-groups-span-zones",
  description: "A database's subnets are in at least two zones",
  *check(graph) {
    for (const node of graph.all("rds.SubnetGroup")) {
      if (containsUnknown(node.inputs.subnetIds)) continue;
      const ids = listAt(node.inputs, "subnetIds");
      const zones = new Set(
        graph
          .all("ec2.Subnet")
          .filter(({ id }) => ids.includes(id))
          .map(({ inputs }) => inputs.availabilityZone),
      );
      if (ids.length < 2 || zones.size === 1) yield of(node, "is in a single zone");
    }
  },
};

const REFUSED_USERS = new Set(["admin", "public", "rdsadmin", "user"]);
const REFUSED_IN_PASSWORDS = /[/@" ]/;

/** RDS refuses some names and letters, after the network and the keys have been created. */
export const databaseCredentialsAreAccepted: Rule = {
  name: "database-credentials-are-accepted",
  description: "No reserved administrator name; no slash, at-sign, quote or space in a password",
  *check(graph) {
    for (const node of graph.all("rds.Cluster")) {
      const user = textAt(node.inputs, "masterUsername");
      const password = textAt(node.inputs, "masterPassword");
      if (user !== undefined && (REFUSED_USERS.has(user) || !/^[a-z]\w{0,15}$/i.test(user))) {
        yield of(node, `has the administrator ${user}, which RDS refuses`);
      }
      if (password === undefined) continue;
      if (password.length < 8) yield of(node, "has a password below eight letters");
      if (REFUSED_IN_PASSWORDS.test(password))
        yield of(node, "has a letter in its password that RDS refuses");
    }
  },
};

/** Parameters that only a restart applies. */
const STATIC_PARAMETERS = new Set([
  "max_connections",
  "shared_buffers",
  "shared_preload_libraries",
  "rds.logical_replication",
  "track_activity_query_size",
  "max_worker_processes",
]);

/** RDS refuses to apply at once what only a restart applies. */
export const staticParametersWait: Rule = {
  name: "static-parameters-wait",
  description: "A static parameter is applied at the next restart, and says so",
  *check(graph) {
    for (const node of graph.all("rds.ClusterParameterGroup", "rds.ParameterGroup")) {
      for (const parameter of listAt(node.inputs, "parameters")) {
        const name = textAt(parameter, "name") ?? "";
        const method = textAt(parameter, "applyMethod") ?? "immediate";
        if (STATIC_PARAMETERS.has(name) && method !== "pending-reboot") {
          yield of(node, `applies ${name} at once, which needs a restart`);
        }
      }
    }
  },
};

/** Backtrack exists for MySQL outside of global databases only. */
export const globalDatabasesHaveNoBacktrack: Rule = {
  name: "global-databases-have-no-backtrack",
  description: "No member of a global database has a backtrack window",
  *check(graph) {
    for (const node of graph.all("rds.Cluster")) {
      if (valueAt(node.inputs, "backtrackWindow") !== undefined)
        yield of(node, "has a backtrack window");
    }
  },
};

/** A parameter group, its cluster and its instances are of one family. */
export const parameterFamiliesFit: Rule = {
  name: "parameter-families-fit",
  description: "The family of every parameter group is that of the declared version",
  *check(graph) {
    const majors = new Set(
      graph
        .all("rds.Cluster")
        .flatMap(({ inputs }) => textAt(inputs, "engineVersion")?.split(".")[0] ?? []),
    );
    for (const node of graph.all("rds.ClusterParameterGroup", "rds.ParameterGroup")) {
      const family = textAt(node.inputs, "family") ?? "";
      if (majors.size > 0 && ![...majors].some((major) => family === `aurora-postgresql${major}`)) {
        yield of(node, `is of family ${family}, no cluster is`);
      }
    }
  },
};
