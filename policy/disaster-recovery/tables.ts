import { of, type Rule } from "../rule";
import { listAt, textAt, valueAt } from "../values";

/** A table in one region is lost with it. */
export const tablesAreGlobal: Rule = {
  name: "tables-are-global",
  description: "Every table has a replica in the other region",
  *check(graph) {
    for (const node of graph.all("dynamodb.Table")) {
      const regions = listAt(node.inputs, "replicas").map((copy) => textAt(copy, "regionName"));
      for (const region of graph.regions().filter((name) => name !== node.region)) {
        if (!regions.includes(region)) yield of(node, `has no replica in ${region}`);
      }
    }
  },
};

/** A mistake replicates as fast as a payment does: only a backup on every replica undoes it. */
export const everyReplicaCanBeRestored: Rule = {
  name: "every-replica-can-be-restored",
  description: "Point-in-time recovery is on for every table and for each of its replicas",
  *check(graph) {
    for (const node of graph.all("dynamodb.Table")) {
      if (valueAt(node.inputs, "pointInTimeRecovery", "enabled") !== true) {
        yield of(node, "cannot be restored to a point in time");
      }
      for (const copy of listAt(node.inputs, "replicas")) {
        if (valueAt(copy, "pointInTimeRecovery") !== true) {
          yield of(node, `cannot be restored in ${textAt(copy, "regionName")}`);
        }
      }
    }
  },
};

/** AWS accepts a strong table only as two replicas and a witness, or as three replicas. */
export const strongTablesHaveAWitness: Rule = {
  name: "strong-tables-have-a-witness",
  description: "A strongly consistent table has one strong replica and a witness in a third region",
  *check(graph) {
    for (const node of graph.all("dynamodb.Table")) {
      const replicas = listAt(node.inputs, "replicas");
      const strong = replicas.filter((copy) => textAt(copy, "consistencyMode") === "STRONG");
      const witness = textAt(node.inputs, "globalTableWitness", "regionName");
      if (strong.length === 0) {
        if (witness !== undefined) yield of(node, "has a witness but no strong replica");
        continue;
      }
      if (replicas.length !== 1) yield of(node, "is strong with other than one replica");
      if (witness === undefined) yield of(node, "is strong without a witness");
      const members = [node.region, ...replicas.map((copy) => textAt(copy, "regionName"))];
      if (members.includes(witness)) yield of(node, `has its witness in its own region ${witness}`);
      if (valueAt(node.inputs, "ttl", "enabled") === true)
        yield of(node, "is strong and has a TTL");
      if (node.inputs.localSecondaryIndexes !== undefined) yield of(node, "is strong with an LSI");
    }
  },
};

/**
 * Cross-region: deletion and tags are per replica. `propagateTags` would copy the primary's Region and DR-Role to the
 * replica, where they are wrong.
 */
export const replicasHaveTheirOwnTags: Rule = {
  name: "replicas-have-their-own-tags",
  description: "A table's tags are not copied to its replicas, which are tagged themselves",
  *check(graph) {
    for (const node of graph.all("dynamodb.Table")) {
      for (const copy of listAt(node.inputs, "replicas")) {
        const region = textAt(copy, "regionName") ?? "";
        if (valueAt(copy, "propagateTags") === true) {
          yield of(node, `copies its Region and DR-Role to ${region}`);
        }
        const arn = `:dynamodb:${region}:`;
        const tags = graph
          .all("dynamodb.Tag")
          .filter((tag) => {
            const target = textAt(tag.inputs, "resourceArn");
            return (
              tag.region === region &&
              // In a preview the ARN may not be known yet.
              (target === undefined ||
                (target.includes(arn) && target.endsWith(`table/${node.inputs.name}`)))
            );
          })
          .map(({ inputs }) => inputs.key);
        for (const key of ["Environment", "Region", "DR-Role", "Name", "Project"]) {
          if (!tags.includes(key)) yield of(node, `has no tag ${key} in ${region}`);
        }
      }
    }
  },
};
