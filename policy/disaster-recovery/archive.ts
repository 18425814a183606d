import type { Graph, PolicyNode } from "../graph";
import { of, type Rule } from "../rule";
import { isKnown, listAt, mayBe, numberAt, textAt, valueAt } from "../values";

/** A bucket that no rule copies is lost with its region. */
export const archivesReplicateBothWays: Rule = {
  name: "archives-replicate-both-ways",
  description: "Every bucket is copied to a declared bucket in the other region, and back",
  *check(graph) {
    const pairs = graph.all("s3.BucketReplicationConfig").flatMap((node) =>
      listAt(node.inputs, "rules").map((rule) => ({
        from: textAt(node.inputs, "bucket"),
        to: graph.byArn(textAt(rule, "destination", "bucket") ?? ""),
        known: isKnown(valueAt(rule, "destination", "bucket")),
      })),
    );
    for (const node of graph.all("s3.Bucket")) {
      const out = pairs.filter(({ from }) => from === node.inputs.bucket);
      if (pairs.some(({ known, from }) => !known || from === undefined)) continue;
      if (out.length === 0) yield of(node, "is copied nowhere");
      for (const { to } of out) {
        if (to === undefined) yield of(node, "is copied to a bucket that nobody declares");
        else if (to.region === node.region) yield of(node, "is copied within its own region");
        else if (!pairs.some((pair) => pair.from === to.inputs.bucket && pair.to === node)) {
          yield of(node, `is copied to ${to.name}, but not back`);
        }
      }
    }
  },
};

const PROMISED_MINUTES = 15;

/** Without replication time control and its metrics nobody can say how much an outage would take along. */
export const replicationTimeIsPromised: Rule = {
  name: "replication-time-is-promised",
  description: "Replication has a time limit of 15 minutes and reports its metrics",
  *check(graph) {
    for (const node of graph.all("s3.BucketReplicationConfig")) {
      for (const rule of listAt(node.inputs, "rules")) {
        const time = valueAt(rule, "destination", "replicationTime");
        if (textAt(time, "status") !== "Enabled") yield of(node, "promises no replication time");
        else if (numberAt(time, "time", "minutes") !== PROMISED_MINUTES) {
          yield of(node, "promises a time that S3 does not offer");
        }
        if (textAt(rule, "destination", "metrics", "status") !== "Enabled") {
          yield of(node, "does not report how late it is");
        }
      }
    }
  },
};

/** Cross-region: a credential that exists in one region only is one more thing that fails with it. */
export const secretsAreReplicated: Rule = {
  name: "secrets-are-replicated",
  description: "A secret has a replica in the other region, encrypted with a key of that region",
  *check(graph) {
    for (const node of graph.all("secretsmanager.Secret")) {
      const replicas = listAt(node.inputs, "replicas");
      for (const region of graph.regions().filter((name) => name !== node.region)) {
        const replica = replicas.find((copy) => textAt(copy, "region") === region);
        if (replica === undefined) {
          if (!existsIn(graph, node, region)) yield of(node, `does not exist in ${region}`);
          continue;
        }
        const key = textAt(replica, "kmsKeyId");
        if (node.inputs.kmsKeyId !== undefined && valueAt(replica, "kmsKeyId") === undefined) {
          yield of(node, `is encrypted with another key in ${region} than it says`);
        } else if (key?.startsWith("arn:") && key.split(":")[3] !== region) {
          yield of(node, `cannot be read in ${region}: its key is elsewhere`);
        }
      }
    }
  },
};

/** Some secrets are declared twice instead of replicated. */
function existsIn(graph: Graph, secret: PolicyNode, region: string): boolean {
  return graph
    .all("secretsmanager.Secret")
    .some((node) => node.region === region && node.inputs.name === secret.inputs.name);
}

const GLACIER_DAYS = 90;

/** Requirement A5: S3 leaves objects below 128 KB where they are unless it is told otherwise. */
export const archivesMoveToGlacier: Rule = {
  name: "archives-move-to-glacier",
  description: "Objects of every size move to Glacier after 90 days",
  *check(graph) {
    for (const bucket of graph.all("s3.Bucket")) {
      const cycle = graph
        .all("s3.BucketLifecycleConfiguration")
        .find(({ inputs }) => mayBe(inputs.bucket, bucket.inputs.bucket));
      if (cycle === undefined) {
        yield of(bucket, "keeps everything where it is most expensive");
        continue;
      }
      const moves = listAt(cycle.inputs, "rules").some((rule) =>
        listAt(rule, "transitions").some(
          (move) =>
            textAt(move, "storageClass") === "GLACIER" && numberAt(move, "days") === GLACIER_DAYS,
        ),
      );
      if (!moves) yield of(cycle, `does not move objects to Glacier after ${GLACIER_DAYS} days`);
      if (cycle.inputs.transitionDefaultMinimumObjectSize !== "varies_by_storage_class") {
        yield of(cycle, "leaves objects below 128 KB where they are");
      }
    }
  },
};
