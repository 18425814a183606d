import { expect } from "chai";
import type { ResourceNode } from "../../../local/program/resource-node";
import { readResourceGuards } from "../../../local/topology/resource-guards";
import { readRoles } from "../../../local/topology/roles";

const account = "111122223333";
const region = "us-east-2";
const keyArn = `arn:aws:kms:${region}:${account}:key/k-1`;
const statement = { Effect: "Allow", Action: "*", Resource: "*" };
const policy = JSON.stringify({ Statement: [statement] });

function node(type: string, name: string, inputs: object, outputs: object = {}): ResourceNode {
  return {
    type: `aws:${type}`,
    name,
    region,
    id: name,
    inputs,
    outputs,
  } as unknown as ResourceNode;
}

const queueArn = `arn:aws:sqs:${region}:${account}:processing`;
const queueUrl = `https://sqs.${region}.amazonaws.com/${account}/processing`;
const queue = (inputs: object) =>
  node(
    "sqs/queue:Queue",
    "processing",
    { name: "processing", ...inputs },
    { arn: queueArn, url: queueUrl },
  );
const key = node("kms/key:Key", "k-1", { policy }, { arn: keyArn });
const alias = node("kms/alias:Alias", "a", { name: "alias/messages", targetKeyId: "k-1" });

describe("What stands in front of resources", () => {
  it("is the policy that each of them carries", () => {
    const { policies } = readResourceGuards([
      queue({}),
      key,
      node("sqs/queuePolicy:QueuePolicy", "p", { queueUrl, policy }),
      node("sns/topicPolicy:TopicPolicy", "p", { arn: "arn:topic", policy }),
      node("s3/bucketPolicy:BucketPolicy", "p", { bucket: "archive", policy }),
    ]);
    expect(Object.keys(policies).sort()).to.deep.equal(
      [keyArn, queueArn, "arn:aws:s3:::archive", "arn:topic"].sort(),
    );
    expect(policies[queueArn]).to.deep.equal({ Statement: [statement] });
  });

  it("is one statement for each permission of a function's alias", () => {
    const arn = `arn:aws:lambda:${region}:${account}:function:settle`;
    const permission = (principal: string, more: object = {}) =>
      node("lambda/permission:Permission", principal, {
        action: "lambda:InvokeFunction",
        function: "settle",
        qualifier: "live",
        principal,
        ...more,
      });
    const { policies } = readResourceGuards([
      node("lambda/function:Function", "settle", { name: "settle" }, { arn }),
      permission("events.amazonaws.com", { sourceArn: "arn:rule" }),
      permission("arn:aws:iam::999999999999:root", { sourceAccount: account }),
    ]);
    expect(policies[`${arn}:live`]?.Statement).to.deep.equal([
      {
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: `${arn}:live`,
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnLike: { "aws:SourceArn": "arn:rule" } },
      },
      {
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: `${arn}:live`,
        Principal: { AWS: "arn:aws:iam::999999999999:root" },
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ]);
  });

  it("is the account's own key, however it is named, and none of AWS's", () => {
    const keyOf = (kmsMasterKeyId: string | undefined) =>
      readResourceGuards([queue({ kmsMasterKeyId }), key, alias]).keys[queueArn];
    expect(keyOf(keyArn)).to.equal(keyArn);
    expect(keyOf("k-1")).to.equal(keyArn);
    expect(keyOf("alias/messages")).to.equal(keyArn);
    expect(keyOf("alias/aws/sqs")).to.equal(undefined);
    expect(keyOf(undefined)).to.equal(undefined);
    expect(() => keyOf("alias/gone")).to.throw(/processing names a key alias\/gone of nobody/);
  });

  it("is a key of its own for each replica of a secret", () => {
    const { keys } = readResourceGuards([
      node(
        "secretsmanager/secret:Secret",
        "s",
        { kmsKeyId: keyArn, replicas: [{ region: "us-east-1", kmsKeyId: "arn:other" }] },
        { arn: `arn:aws:secretsmanager:${region}:${account}:secret:processor-AbCdEf` },
      ),
    ]);
    expect(keys).to.deep.equal({
      [`arn:aws:secretsmanager:${region}:${account}:secret:processor`]: keyArn,
      [`arn:aws:secretsmanager:us-east-1:${account}:secret:processor`]: "arn:other",
    });
  });

  it("is never an AWS policy whose meaning nobody knows here", () => {
    const attachment = (name: string) =>
      node("iam/rolePolicyAttachment:RolePolicyAttachment", "a", {
        role: "process",
        policyArn: `arn:aws:iam::aws:policy/${name}`,
      });
    readRoles([attachment("service-role/AmazonAPIGatewayPushToCloudWatchLogs")]);
    expect(() => readRoles([attachment("AdministratorAccess")])).to.throw(
      /does not know what \S+AdministratorAccess allows/,
    );
  });
});
