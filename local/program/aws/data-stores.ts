import { textAt } from "../property-path";
import type { Properties } from "../resource-node";
import { type Creation, partitionOf, type ResourceModels } from "./creation";

const STREAM_LABEL = "2025-01-01T00:00:00.000";

/** Tables, buckets, parameters and secrets. */
export const dataStoreModels: ResourceModels = {
  "aws:dynamodb/table:Table": (table) => {
    const name = table.named();
    const arn = table.arn("dynamodb", `table/${name}`);
    const streams = table.flag("streamEnabled") || table.list("replicas").length > 0;
    return {
      id: name,
      outputs: {
        name,
        arn,
        streamArn: streams ? `${arn}/stream/${STREAM_LABEL}` : "",
        streamLabel: streams ? STREAM_LABEL : "",
        streamViewType: table.text("streamViewType"),
        replicas: table.list("replicas").map((replica) => describeReplica(table, name, replica)),
      },
    };
  },
  "aws:dynamodb/tableReplica:TableReplica": (replica) => {
    const name = replica.text("globalTableArn").split("/")[1] ?? "";
    const mainRegion = replica.text("globalTableArn").split(":")[3] ?? "";
    return {
      id: `${name}:${mainRegion}`,
      outputs: { arn: replica.arn("dynamodb", `table/${name}`) },
    };
  },
  "aws:dynamodb/tag:Tag": (tag) => ({ id: `${tag.text("resourceArn")},${tag.text("key")}` }),
  "aws:dynamodb/resourcePolicy:ResourcePolicy": (policy) => ({
    id: policy.text("resourceArn"),
    outputs: { revisionId: "1" },
  }),
  "aws:dynamodb/contributorInsights:ContributorInsights": (insights) => ({
    id: `name:${insights.text("tableName")}/index:${insights.text("indexName")}/${insights.account}`,
  }),
  "aws:s3/bucket:Bucket": (bucket) => {
    const name = bucket.named("bucket");
    return {
      id: name,
      outputs: {
        bucket: name,
        arn: `arn:${bucket.partition}:s3:::${name}`,
        bucketDomainName: `${name}.s3.amazonaws.com`,
        bucketRegionalDomainName: `${name}.s3.${bucket.region}.amazonaws.com`,
        bucketRegion: bucket.region,
      },
    };
  },
  "aws:ssm/parameter:Parameter": (parameter) => {
    const name = parameter.named();
    return {
      id: name,
      outputs: {
        name,
        arn: parameter.arn("ssm", `parameter/${name.replace(/^\//, "")}`),
        version: 1,
      },
    };
  },
  "aws:secretsmanager/secret:Secret": (secret) => {
    const name = secret.named();
    const arn = secret.arn("secretsmanager", `secret:${name}-${secret.word(6)}`);
    const replicas = secret.list("replicas").map((replica) => ({
      ...(replica as Properties),
      status: "InSync",
      statusMessage: "Replication succeeded",
      lastAccessedDate: "",
    }));
    return { id: arn, outputs: { name, arn, replicas } };
  },
  "aws:secretsmanager/secretVersion:SecretVersion": (version) => {
    const arn = version.text("secretId");
    const versionId = version.uuid();
    return {
      id: `${arn}|${versionId}`,
      outputs: { arn, versionId, versionStages: ["AWSCURRENT"] },
    };
  },
  "aws:secretsmanager/secretPolicy:SecretPolicy": (policy) => ({ id: policy.text("secretArn") }),
  "aws:secretsmanager/secretRotation:SecretRotation": (rotation) => ({
    id: rotation.text("secretId"),
    outputs: { rotationEnabled: true },
  }),
};

/** Every sub-resource of a bucket (versioning, policy, replication …) is identified by the bucket. */
export function describeBucketPart(part: Creation): { id: string } {
  return { id: part.text("bucket") };
}

function describeReplica(table: Creation, name: string, replica: unknown): Properties {
  const region = textAt(replica, "regionName");
  const arn = `arn:${partitionOf(region)}:dynamodb:${region}:${table.account}:table/${name}`;
  return {
    consistencyMode: "EVENTUAL",
    pointInTimeRecovery: false,
    propagateTags: false,
    ...(replica as Properties),
    arn,
    streamArn: `${arn}/stream/${STREAM_LABEL}`,
    streamLabel: STREAM_LABEL,
  };
}
