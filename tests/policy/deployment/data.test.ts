import {
  attributesAreKeys,
  encryptedObjectsAreReplicated,
  lifecyclesMoveForward,
  logKeysAdmitTheLogsService,
  onDemandHasNoCapacity,
  replicasAreElsewhere,
  replicatedBucketsAreVersioned,
  replicationRulesAreComplete,
} from "../../../policy/deployment/data";
import { changed, resource, ruleCases } from "../rule-cases";

const table = resource("dynamodb.Table", "table", {
  billingMode: "PAY_PER_REQUEST",
  hashKey: "id",
  attributes: [{ name: "id" }, { name: "due" }],
  globalSecondaryIndexes: [{ name: "due", keySchemas: [{ attributeName: "due" }] }],
  replicas: [{ regionName: "us-east-2" }],
});

ruleCases(replicasAreElsewhere, [table], {
  "a replica beside its table": {
    graph: [changed(table, { replicas: [{ regionName: "us-east-1" }] })],
    says: "has a replica in its own region us-east-1",
  },
});

ruleCases(attributesAreKeys, [table], {
  "an attribute that is no key": {
    graph: [changed(table, { attributes: [{ name: "id" }, { name: "due" }, { name: "amount" }] })],
    says: "defines amount, which is no key",
  },
  "a key that is no attribute": {
    graph: [changed(table, { rangeKey: "at" })],
    says: "uses at as a key without defining it",
  },
  "a key of an index that is no attribute": {
    graph: [changed(table, { attributes: [{ name: "id" }] })],
    says: "uses due as a key",
  },
});

ruleCases(onDemandHasNoCapacity, [table], {
  "capacity of a table": {
    graph: [changed(table, { readCapacity: 5 })],
    says: "sets readCapacity",
  },
  "capacity of an index": {
    graph: [changed(table, { globalSecondaryIndexes: [{ writeCapacity: 5 }] })],
    says: "sets writeCapacity",
  },
});
ruleCases(
  onDemandHasNoCapacity,
  [changed(table, { billingMode: "PROVISIONED", readCapacity: 5 })],
  {},
);

const KEY = "arn:aws:kms:us-east-2:1:key/k";
const rule = {
  filter: { prefix: "" },
  priority: 1,
  deleteMarkerReplication: { status: "Disabled" },
  sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
  destination: {
    bucket: "arn:aws:s3:::two",
    replicationTime: { status: "Enabled" },
    metrics: { status: "Enabled" },
    encryptionConfiguration: { replicaKmsKeyId: KEY },
  },
};
const versioning = (bucket: string, status = "Enabled") =>
  resource("s3.BucketVersioning", `versions-${bucket}`, {
    bucket,
    versioningConfiguration: { status },
  });
const versions = [versioning("one"), versioning("two")];
const replication = resource(
  "s3.BucketReplicationConfig",
  "copy",
  { bucket: "one", rules: [rule] },
  { dependencies: versions.map(({ urn }) => urn) },
);
const withRule = (more: object) => changed(replication, { rules: [{ ...rule, ...more }] });

ruleCases(replicationRulesAreComplete, [replication], {
  "a rule without a filter": { graph: [withRule({ filter: undefined })], says: "has no filter" },
  "a rule without a priority": { graph: [withRule({ priority: undefined })], says: "no priority" },
  "a rule that is silent about delete markers": {
    graph: [withRule({ deleteMarkerReplication: undefined })],
    says: "has no deleteMarkerReplication",
  },
  "a promise that nobody measures": {
    graph: [withRule({ destination: { ...rule.destination, metrics: undefined } })],
    says: "has a replication time without metrics",
  },
});

ruleCases(replicatedBucketsAreVersioned, [...versions, replication], {
  "a source without versions": {
    graph: [versioning("two"), replication],
    says: "replicates one, which has no versions",
  },
  "a destination whose versions are suspended": {
    graph: [versioning("one"), versioning("two", "Suspended"), replication],
    says: "replicates two, which has no versions",
  },
  "a rule that does not wait": {
    graph: [...versions, { ...replication, dependencies: [] }],
    says: "does not wait for the versions of one",
  },
});

const encryption = resource("s3.BucketServerSideEncryptionConfiguration", "encryption", {
  bucket: "one",
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }],
});

ruleCases(encryptedObjectsAreReplicated, [encryption, replication], {
  "a rule that skips encrypted objects": {
    graph: [encryption, withRule({ sourceSelectionCriteria: undefined })],
    says: "skips encrypted objects",
  },
  "copies without a key": {
    graph: [
      encryption,
      withRule({ destination: { ...rule.destination, encryptionConfiguration: undefined } }),
    ],
    says: "names no key for the copies",
  },
  "copies with the source's key": {
    graph: [encryption, { ...replication, region: "us-east-2" }],
    says: "encrypts the copies with a key of the wrong region",
  },
});

const lifecycle = resource("s3.BucketLifecycleConfiguration", "lifecycle", {
  rules: [
    {
      transitions: [
        { days: 30, storageClass: "STANDARD_IA" },
        { days: 90, storageClass: "GLACIER" },
      ],
      expiration: { days: 400 },
    },
  ],
});

ruleCases(lifecyclesMoveForward, [lifecycle], {
  "a move back to a warmer class": {
    graph: [
      changed(lifecycle, {
        rules: [
          {
            transitions: [
              { days: 30, storageClass: "GLACIER" },
              { days: 90, storageClass: "STANDARD_IA" },
            ],
          },
        ],
      }),
    ],
    says: "moves objects to a warmer class",
  },
  "objects that expire before they move": {
    graph: [
      changed(lifecycle, {
        rules: [{ transitions: [{ days: 90, storageClass: "GLACIER" }], expiration: { days: 60 } }],
      }),
    ],
    says: "expires before it moves",
  },
});

const LOGS_KEY = "arn:aws:kms:us-east-1:1:key/logs";
const key = resource(
  "kms.Key",
  "logs-key",
  { policy: '{"Statement":[{"Principal":{"Service":"logs.us-east-1.amazonaws.com"}}]}' },
  { outputs: { arn: LOGS_KEY } },
);
const group = resource("cloudwatch.LogGroup", "group", { kmsKeyId: LOGS_KEY });

ruleCases(logKeysAdmitTheLogsService, [key, group], {
  "a key for the logs of another region": {
    graph: [changed(key, { policy: '{"Service":"logs.us-east-2.amazonaws.com"}' }), group],
    says: "does not let in logs.us-east-1",
  },
  "a key without a policy": {
    graph: [changed(key, { policy: undefined }), group],
    says: "does not let in logs.us-east-1",
  },
  "a group in another region than its key": {
    graph: [key, { ...group, region: "us-east-2" }],
    says: "uses a key of another region",
  },
});
ruleCases(logKeysAdmitTheLogsService, [changed(group, { kmsKeyId: undefined })], {});
