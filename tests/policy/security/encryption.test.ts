import {
  domainsRefuseOldTls,
  everythingIsEncryptedAtRest,
  keysRotate,
  nothingTravelsInPlainText,
  queueKeysAdmitTheirTopics,
  topicKeysAdmitTheirPublishers,
} from "../../../policy/security/encryption";
import { UNKNOWN } from "../../../policy/values";
import { changed, resource, ruleCases } from "../rule-cases";

const plain: readonly (readonly [string, Record<string, unknown>])[] = [
  ["sqs.Queue", { kmsMasterKeyId: "key" }],
  ["sns.Topic", { kmsMasterKeyId: "key" }],
  ["dynamodb.Table", { serverSideEncryption: { enabled: true } }],
  ["rds.Cluster", { storageEncrypted: true }],
  ["rds.GlobalCluster", { storageEncrypted: true }],
  ["secretsmanager.Secret", { kmsKeyId: "key" }],
];
const bucket = resource("s3.Bucket", "bucket", { bucket: "archive" });
const rules = resource("s3.BucketServerSideEncryptionConfiguration", "rules", {
  bucket: "archive",
});

ruleCases(
  everythingIsEncryptedAtRest,
  [...plain.map(([kind, inputs]) => resource(kind, kind, inputs)), bucket, rules],
  {
    ...Object.fromEntries(
      plain.map(([kind]) => [
        `a ${kind} in plain text`,
        { graph: [resource(kind, kind)], says: `${kind} is not encrypted at rest` },
      ]),
    ),
    "a bucket in plain text": { graph: [bucket], says: "bucket is not encrypted" },
    "a parameter with AWS's own key": {
      graph: [resource("ssm.Parameter", "parameter", { type: "SecureString" })],
      says: "parameter is encrypted with a key that cannot be shared",
    },
  },
);
ruleCases(everythingIsEncryptedAtRest, [bucket, changed(rules, { bucket: UNKNOWN })], {});

const KEY = "arn:aws:kms:us-east-1:1:key/k";
const TOPIC = "arn:aws:sns:us-east-1:1:alerts";
const QUEUE = "arn:aws:sqs:us-east-1:1:queue";
const alarm = resource("cloudwatch.MetricAlarm", "alarm", { alarmActions: [TOPIC] });
const topic = resource("sns.Topic", "topic", { name: "alerts", kmsMasterKeyId: KEY });
const keyFor = (...services: string[]) =>
  resource("kms.Key", "key", { policy: JSON.stringify(services) }, { outputs: { arn: KEY } });

ruleCases(topicKeysAdmitTheirPublishers, [alarm, topic, keyFor("cloudwatch.amazonaws.com")], {
  "a key that shuts alarms out": {
    graph: [alarm, topic, keyFor("sns.amazonaws.com")],
    says: "topic has a key, key, that shuts alarms out",
  },
  "AWS's own key": {
    graph: [alarm, changed(topic, { kmsMasterKeyId: "alias/aws/sns" })],
    says: "has AWS's own key",
  },
});

const queue = resource("sqs.Queue", "queue", { name: "queue", kmsMasterKeyId: KEY });
const subscription = resource("sns.TopicSubscription", "subscription", {
  protocol: "sqs",
  topic: TOPIC,
  endpoint: QUEUE,
});
const tlsOnly = {
  Effect: "Deny",
  Principal: "*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const queuePolicy = (source: string, statement: object = tlsOnly) =>
  resource("sqs.QueuePolicy", "queue-policy", {
    queueUrl: "https://sqs.us-east-1.amazonaws.com/1/queue",
    policy: JSON.stringify({ Statement: [statement, { SourceArn: source }] }),
  });

ruleCases(
  queueKeysAdmitTheirTopics,
  [queue, subscription, keyFor("sns.amazonaws.com"), queuePolicy(TOPIC)],
  {
    "a key that shuts the topic out": {
      graph: [queue, subscription, keyFor(), queuePolicy(TOPIC)],
      says: "has a key that shuts its topic out",
    },
    "a queue that lets another topic in": {
      graph: [queue, subscription, keyFor("sns.amazonaws.com"), queuePolicy(`${TOPIC}-2`)],
      says: `does not let ${TOPIC} deliver`,
    },
    "a queue without a policy": {
      graph: [queue, subscription, keyFor("sns.amazonaws.com")],
      says: `does not let ${TOPIC} deliver`,
    },
  },
);

ruleCases(nothingTravelsInPlainText, [queue, queuePolicy(TOPIC)], {
  "a queue without a policy": { graph: [queue], says: "has no policy that refuses plain text" },
  "the policy of another queue": {
    graph: [changed(queue, { name: "other" }), queuePolicy(TOPIC)],
    says: "has no policy that refuses plain text",
  },
  "a policy that demands nothing": {
    graph: [queue, queuePolicy(TOPIC, { Effect: "Allow" })],
    says: "accepts requests without TLS",
  },
  "a policy that denies TLS instead": {
    graph: [
      queue,
      queuePolicy(TOPIC, { ...tlsOnly, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
    ],
    says: "accepts requests without TLS",
  },
  "a bucket and a topic without policies": {
    graph: [bucket, topic],
    says: "bucket has no policy that refuses plain text\ntopic has no policy",
  },
});

ruleCases(keysRotate, [resource("kms.Key", "key", { enableKeyRotation: true })], {
  "a key for ever": { graph: [resource("kms.Key", "key")], says: "is never rotated" },
});

const domain = resource("apigateway.DomainName", "domain", { securityPolicy: "TLS_1_2" });

ruleCases(domainsRefuseOldTls, [domain], {
  "TLS 1.0": {
    graph: [changed(domain, { securityPolicy: "TLS_1_0" })],
    says: "accepts TLS_1_0",
  },
  "no policy, which means TLS 1.0": {
    graph: [changed(domain, { securityPolicy: undefined })],
    says: "accepts TLS_1_0",
  },
});
