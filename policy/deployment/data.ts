import { of, type Rule } from "../rule";
import { isKnown, listAt, textAt, valueAt } from "../values";

/** DynamoDB refuses a replica beside its own table. */
export const replicasAreElsewhere: Rule = {
  name: "replicas-are-elsewhere",
  description: "No table names a replica in its own region",
  *check(graph) {
    for (const node of graph.all("dynamodb.Table")) {
      for (const replica of listAt(node.inputs, "replicas")) {
        if (textAt(replica, "regionName") === node.region) {
          yield of(node, `has a replica in its own region ${node.region}`);
        }
      }
    }
  },
};

/** DynamoDB refuses attributes that no key uses, and keys that no attribute defines. */
export const attributesAreKeys: Rule = {
  name: "attributes-are-keys",
  description: "A table defines exactly the attributes that its keys and indexes use",
  *check(graph) {
    for (const node of graph.all("dynamodb.Table")) {
      const defined = listAt(node.inputs, "attributes").map((item) => textAt(item, "name"));
      const indexes = [
        ...listAt(node.inputs, "globalSecondaryIndexes"),
        ...listAt(node.inputs, "localSecondaryIndexes"),
      ];
      const used = [node.inputs, ...indexes].flatMap((owner) => [
        textAt(owner, "hashKey"),
        textAt(owner, "rangeKey"),
        ...listAt(owner, "keySchemas").map((key) => textAt(key, "attributeName")),
      ]);
      for (const name of defined.filter((item) => !used.includes(item))) {
        yield of(node, `defines ${name}, which is no key`);
      }
      for (const name of used.filter((item) => item !== undefined && !defined.includes(item))) {
        yield of(node, `uses ${name} as a key without defining it`);
      }
    }
  },
};

const CAPACITY = ["readCapacity", "writeCapacity"] as const;

/** On-demand tables have no capacity to set. */
export const onDemandHasNoCapacity: Rule = {
  name: "on-demand-has-no-capacity",
  description: "No table with on-demand billing sets capacity units",
  *check(graph) {
    for (const node of graph.all("dynamodb.Table")) {
      if (node.inputs.billingMode !== "PAY_PER_REQUEST") continue;
      for (const owner of [node.inputs, ...listAt(node.inputs, "globalSecondaryIndexes")]) {
        for (const property of CAPACITY) {
          if (valueAt(owner, property) !== undefined) yield of(node, `sets ${property} on demand`);
        }
      }
    }
  },
};

/** S3 accepts replication time control only in rules of the second schema. */
export const replicationRulesAreComplete: Rule = {
  name: "replication-rules-are-complete",
  description: "Replication rules have a filter, a priority, a delete-marker setting, and metrics",
  *check(graph) {
    for (const node of graph.all("s3.BucketReplicationConfig")) {
      for (const rule of listAt(node.inputs, "rules")) {
        const timed = valueAt(rule, "destination", "replicationTime") !== undefined;
        if (!timed) continue;
        for (const member of ["filter", "priority", "deleteMarkerReplication"]) {
          if (valueAt(rule, member) === undefined) yield of(node, `has no ${member} in its rule`);
        }
        if (valueAt(rule, "destination", "metrics") === undefined) {
          yield of(node, "has a replication time without metrics");
        }
      }
    }
  },
};

/** S3 replicates versions, so both buckets have them, and the rule waits until they do. */
export const replicatedBucketsAreVersioned: Rule = {
  name: "replicated-buckets-are-versioned",
  description: "Versioning is on at both ends before a bucket is replicated",
  *check(graph) {
    const versioned = graph
      .all("s3.BucketVersioning")
      .filter(({ inputs }) => textAt(inputs, "versioningConfiguration", "status") === "Enabled");
    const versioningOf = (bucket: string) =>
      versioned.find(({ inputs }) => inputs.bucket === bucket);
    for (const node of graph.all("s3.BucketReplicationConfig")) {
      const ends = [
        textAt(node.inputs, "bucket"),
        ...listAt(node.inputs, "rules").map((rule) =>
          textAt(rule, "destination", "bucket")?.split(":").at(-1),
        ),
      ];
      for (const bucket of ends) {
        if (bucket === undefined) continue;
        const versioning = versioningOf(bucket);
        if (versioning === undefined) yield of(node, `replicates ${bucket}, which has no versions`);
        else if (!node.dependencies.includes(versioning.urn)) {
          yield of(node, `does not wait for the versions of ${bucket}`);
        }
      }
    }
  },
};

/** Without being told, S3 skips every object that is encrypted with a customer key: that is, all of ours. */
export const encryptedObjectsAreReplicated: Rule = {
  name: "encrypted-objects-are-replicated",
  description:
    "A rule for a bucket with a customer key copies encrypted objects, with the other key",
  *check(graph) {
    const encrypted = new Set(
      graph
        .all("s3.BucketServerSideEncryptionConfiguration")
        .filter(({ inputs }) =>
          listAt(inputs, "rules").some(
            (rule) =>
              textAt(rule, "applyServerSideEncryptionByDefault", "sseAlgorithm") === "aws:kms",
          ),
        )
        .map(({ inputs }) => inputs.bucket),
    );
    for (const node of graph.all("s3.BucketReplicationConfig")) {
      if (!encrypted.has(node.inputs.bucket)) continue;
      for (const rule of listAt(node.inputs, "rules")) {
        const copies = textAt(rule, "sourceSelectionCriteria", "sseKmsEncryptedObjects", "status");
        if (copies !== "Enabled") yield of(node, "skips encrypted objects");
        const key = valueAt(rule, "destination", "encryptionConfiguration", "replicaKmsKeyId");
        if (key === undefined) yield of(node, "names no key for the copies");
        else if (isKnown(key) && String(key).split(":")[3] === node.region) {
          yield of(node, "encrypts the copies with a key of the wrong region");
        }
      }
    }
  },
};

const TRANSITION_ORDER = [
  "STANDARD_IA",
  "INTELLIGENT_TIERING",
  "ONEZONE_IA",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
];

/** S3 refuses rules that move an object back or expire it before it moves. */
export const lifecyclesMoveForward: Rule = {
  name: "lifecycles-move-forward",
  description: "Lifecycle transitions go from warmer to colder classes, each later than the last",
  *check(graph) {
    for (const node of graph.all("s3.BucketLifecycleConfiguration")) {
      for (const rule of listAt(node.inputs, "rules")) {
        const moves = listAt(rule, "transitions").map((move) => ({
          days: Number(valueAt(move, "days")),
          rank: TRANSITION_ORDER.indexOf(textAt(move, "storageClass") ?? ""),
        }));
        for (const [index, move] of moves.entries()) {
          const before = moves[index - 1];
          if (before && (move.days <= before.days || move.rank <= before.rank)) {
            yield of(node, "moves objects to a warmer class, or too early");
          }
        }
        const expires = Number(valueAt(rule, "expiration", "days") ?? Number.POSITIVE_INFINITY);
        if (moves.some(({ days }) => days >= expires)) yield of(node, "expires before it moves");
      }
    }
  },
};

/** A log group refuses a key whose policy does not let in the logs service of its own region. */
export const logKeysAdmitTheLogsService: Rule = {
  name: "log-keys-admit-the-logs-service",
  description: "The policy of a log group's key names the regional logs service",
  *check(graph) {
    for (const node of graph.all("cloudwatch.LogGroup")) {
      const arn = textAt(node.inputs, "kmsKeyId");
      const key = arn === undefined ? undefined : graph.byArn(arn);
      if (key === undefined) continue;
      const policy = key.inputs.policy;
      if (policy !== undefined && !isKnown(policy)) continue;
      const services = JSON.stringify(policy ?? "");
      if (!services.includes(`logs.${node.region}.amazonaws.com`)) {
        yield of(node, `uses ${key.name}, which does not let in logs.${node.region}`);
      }
      if (arn?.split(":")[3] !== node.region) yield of(node, "uses a key of another region");
    }
  },
};
