import {
  archivesMoveToGlacier,
  archivesReplicateBothWays,
  replicationTimeIsPromised,
  secretsAreReplicated,
} from "../../../policy/disaster-recovery/archive";
import { changed, resource, ruleCases } from "../rule-cases";

const elsewhere = { region: "us-east-2" };
const one = resource("s3.Bucket", "one", { bucket: "archive-1" });
const two = resource("s3.Bucket", "two", { bucket: "archive-2" }, elsewhere);
const copyTo = (bucket: string) => ({
  destination: {
    bucket: `arn:aws:s3:::${bucket}`,
    replicationTime: { status: "Enabled", time: { minutes: 15 } },
    metrics: { status: "Enabled" },
  },
});
const there = resource("s3.BucketReplicationConfig", "there", {
  bucket: "archive-1",
  rules: [copyTo("archive-2")],
});
const back = resource(
  "s3.BucketReplicationConfig",
  "back",
  { bucket: "archive-2", rules: [copyTo("archive-1")] },
  elsewhere,
);

ruleCases(archivesReplicateBothWays, [one, two, there, back], {
  "no replication at all": { graph: [one, two], says: "one is copied nowhere" },
  "one way only": { graph: [one, two, there], says: "one is copied to two, but not back" },
  "a bucket beside it": {
    graph: [one, { ...two, region: "us-east-1" }, there, back],
    says: "copied within its own region",
  },
  "a bucket that nobody declares": {
    graph: [one, there],
    says: "copied to a bucket that nobody declares",
  },
});

const [rule] = [copyTo("archive-2")];
const destined = (more: object) => ({ destination: { ...rule?.destination, ...more } });

ruleCases(replicationTimeIsPromised, [there], {
  "no promise": {
    graph: [changed(there, { rules: [destined({ replicationTime: undefined })] })],
    says: "promises no replication time",
  },
  "a promise S3 does not make": {
    graph: [
      changed(there, {
        rules: [destined({ replicationTime: { status: "Enabled", time: { minutes: 5 } } })],
      }),
    ],
    says: "a time that S3 does not offer",
  },
  "no metrics": {
    graph: [changed(there, { rules: [destined({ metrics: undefined })] })],
    says: "does not report how late it is",
  },
});

const apis = ["us-east-1", "us-east-2"].map((region) =>
  resource("apigateway.RestApi", region, {}, { region }),
);
const key = (region: string) => `arn:aws:kms:${region}:1:key/k`;
const secret = resource("secretsmanager.Secret", "secret", {
  name: "admin",
  kmsKeyId: key("us-east-1"),
  replicas: [{ region: "us-east-2", kmsKeyId: key("us-east-2") }],
});

ruleCases(secretsAreReplicated, [...apis, secret], {
  "a secret in one region": {
    graph: [...apis, changed(secret, { replicas: [] })],
    says: "does not exist in us-east-2",
  },
  "a replica with whatever key": {
    graph: [...apis, changed(secret, { replicas: [{ region: "us-east-2" }] })],
    says: "is encrypted with another key in us-east-2",
  },
  "a replica with the primary's key": {
    graph: [
      ...apis,
      changed(secret, { replicas: [{ region: "us-east-2", kmsKeyId: key("us-east-1") }] }),
    ],
    says: "its key is elsewhere",
  },
});
const twice = changed(secret, { replicas: undefined });
ruleCases(secretsAreReplicated, [...apis, twice, { ...twice, region: "us-east-2" }], {});

const cycle = resource("s3.BucketLifecycleConfiguration", "cycle", {
  bucket: "archive-1",
  transitionDefaultMinimumObjectSize: "varies_by_storage_class",
  rules: [{ transitions: [{ days: 90, storageClass: "GLACIER" }] }],
});

ruleCases(archivesMoveToGlacier, [one, cycle], {
  "no lifecycle": { graph: [one], says: "where it is most expensive" },
  "another age": {
    graph: [
      one,
      changed(cycle, { rules: [{ transitions: [{ days: 30, storageClass: "GLACIER" }] }] }),
    ],
    says: "does not move objects to Glacier after 90 days",
  },
  "a rule that small objects escape": {
    graph: [one, changed(cycle, { transitionDefaultMinimumObjectSize: undefined })],
    says: "leaves objects below 128 KB",
  },
});
