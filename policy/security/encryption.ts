import type { Graph, PolicyNode } from "../graph";
import { of, type Rule } from "../rule";
import { documentAt, isKnown, listAt, mayBe, textAt, valueAt } from "../values";

/** How each kind of resource says that it is encrypted at rest. */
const ENCRYPTED: Readonly<Record<string, (node: PolicyNode, graph: Graph) => boolean>> = {
  "sqs.Queue": ({ inputs }) =>
    inputs.sqsManagedSseEnabled === true || inputs.kmsMasterKeyId !== undefined,
  "sns.Topic": ({ inputs }) => inputs.kmsMasterKeyId !== undefined,
  "dynamodb.Table": ({ inputs }) => valueAt(inputs, "serverSideEncryption", "enabled") === true,
  "rds.Cluster": ({ inputs }) => inputs.storageEncrypted === true,
  "rds.GlobalCluster": ({ inputs }) => inputs.storageEncrypted === true,
  "secretsmanager.Secret": ({ inputs }) => inputs.kmsKeyId !== undefined,
  "s3.Bucket": ({ inputs }, graph) =>
    graph
      .all("s3.BucketServerSideEncryptionConfiguration")
      .some((rules) => mayBe(rules.inputs.bucket, inputs.bucket)),
};

/** Requirement C4. */
export const everythingIsEncryptedAtRest: Rule = {
  name: "everything-is-encrypted-at-rest",
  description: "Queues, topics, tables, databases, secrets and buckets are encrypted",
  *check(graph) {
    for (const [kind, isEncrypted] of Object.entries(ENCRYPTED)) {
      for (const node of graph.all(kind)) {
        if (!isEncrypted(node, graph)) yield of(node, "is not encrypted at rest");
      }
    }
    for (const node of graph.all("ssm.Parameter")) {
      if (node.inputs.type === "SecureString" && node.inputs.keyId === undefined) {
        yield of(node, "is encrypted with a key that cannot be shared with a function");
      }
    }
  },
};

/** A key that AWS owns lets in no other service, and an alarm that cannot encrypt never arrives. */
export const topicKeysAdmitTheirPublishers: Rule = {
  name: "topic-keys-admit-their-publishers",
  description: "The key of a topic that alarms publish to lets in CloudWatch",
  *check(graph) {
    const told = new Set(
      graph
        .all("cloudwatch.MetricAlarm")
        .flatMap(({ inputs }) => listAt(inputs, "alarmActions").map(String)),
    );
    for (const arn of told) {
      const topic = graph.byArn(arn);
      if (topic === undefined) continue;
      const keyId = textAt(topic.inputs, "kmsMasterKeyId");
      if (keyId?.startsWith("alias/aws/"))
        yield of(topic, "has AWS's own key, which shuts alarms out");
      const key = keyId === undefined ? undefined : graph.byArn(keyId);
      const policy = textAt(key?.inputs, "policy");
      if (
        key !== undefined &&
        policy !== undefined &&
        !policy.includes("cloudwatch.amazonaws.com")
      ) {
        yield of(topic, `has a key, ${key.name}, that shuts alarms out`);
      }
    }
  },
};

/** Cross-region: topics deliver to queues whose key must let SNS in, or nothing is ever delivered. */
export const queueKeysAdmitTheirTopics: Rule = {
  name: "queue-keys-admit-their-topics",
  description: "A queue that a topic feeds has a key that lets in SNS, and a policy that does",
  *check(graph) {
    for (const subscription of graph.all("sns.TopicSubscription")) {
      if (subscription.inputs.protocol !== "sqs") continue;
      const queue = graph.byArn(textAt(subscription.inputs, "endpoint") ?? "");
      if (queue === undefined) continue;
      const keyId = textAt(queue.inputs, "kmsMasterKeyId");
      const policy = textAt(graph.byArn(keyId ?? "")?.inputs, "policy");
      if (keyId !== undefined && policy !== undefined && !policy.includes("sns.amazonaws.com")) {
        yield of(queue, "has a key that shuts its topic out");
      }
      const topic = textAt(subscription.inputs, "topic");
      const allowed = policiesOf(graph, queue);
      if (allowed === undefined || topic === undefined) continue;
      if (!allowed.includes(`"${topic}"`)) yield of(queue, `does not let ${topic} deliver`);
    }
  },
};

/** The policy texts of a queue; undefined while one is not known. */
function policiesOf(graph: Graph, queue: PolicyNode): string | undefined {
  const name = textAt(queue.inputs, "name");
  const own = graph.all("sqs.QueuePolicy").filter(({ inputs, region }) => {
    const url = textAt(inputs, "queueUrl");
    return region === queue.region && (url === undefined || url.endsWith(`/${name}`));
  });
  if (own.some(({ inputs }) => !isKnown(inputs.policy) || !isKnown(inputs.queueUrl)))
    return undefined;
  return own.map(({ inputs }) => textAt(inputs, "policy") ?? "").join();
}

/** Kinds with a policy of their own, and where it is. */
const POLICIED: readonly (readonly [string, string, string])[] = [
  ["s3.Bucket", "s3.BucketPolicy", "bucket"],
  ["sqs.Queue", "sqs.QueuePolicy", "queueUrl"],
  ["sns.Topic", "sns.TopicPolicy", "arn"],
];

/** Requirement C4: a policy that only allows TLS. */
export const nothingTravelsInPlainText: Rule = {
  name: "nothing-travels-in-plain-text",
  description: "Buckets, queues and topics refuse every request without TLS",
  *check(graph) {
    for (const [kind, policyKind, property] of POLICIED) {
      const policies = graph.all(policyKind);
      if (policies.some(({ inputs }) => !isKnown(inputs[property]))) continue;
      for (const node of graph.all(kind)) {
        const name = textAt(node.inputs, "name") ?? textAt(node.inputs, "bucket") ?? "";
        const policy = policies.find(
          ({ inputs, region }) =>
            region === node.region &&
            (textAt(inputs, property) ?? "").split(/[/:]/).at(-1) === name,
        );
        if (policy === undefined) yield of(node, "has no policy that refuses plain text");
        else if (isKnown(policy.inputs.policy) && !refusesPlainText(policy)) {
          yield of(node, "accepts requests without TLS");
        }
      }
    }
  },
};

function refusesPlainText(policy: PolicyNode): boolean {
  return listAt(documentAt(policy, "policy"), "Statement").some(
    (statement) =>
      textAt(statement, "Effect") === "Deny" &&
      textAt(statement, "Principal") === "*" &&
      textAt(statement, "Condition", "Bool", "aws:SecureTransport") === "false",
  );
}

/** Keys that nobody turns over are the ones somebody still has. */
export const keysRotate: Rule = {
  name: "keys-rotate",
  description: "Customer keys are rotated every year",
  *check(graph) {
    for (const node of graph.all("kms.Key")) {
      if (node.inputs.enableKeyRotation !== true) yield of(node, "is never rotated");
    }
  },
};

const MODERN = /^(SecurityPolicy_TLS13|TLS_1_2)/;

/** Anything older has been broken. */
export const domainsRefuseOldTls: Rule = {
  name: "domains-refuse-old-tls",
  description: "Custom domains accept TLS 1.2 and newer only",
  *check(graph) {
    for (const node of graph.all("apigateway.DomainName")) {
      const policy = textAt(node.inputs, "securityPolicy") ?? "TLS_1_0";
      if (!MODERN.test(policy)) yield of(node, `accepts ${policy}`);
    }
  },
};
